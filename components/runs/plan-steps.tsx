import { Check, CircleDashed, CircleDot, Minus, X } from 'lucide-react'
import type { PlanStatus, PlanStep } from '../../lib/runs/events'
import { formatPlural } from '../../lib/shared/format'
import { classNames } from '../ui/class-names'

export const planStatusWords: Record<PlanStatus, string> = {
  todo: 'To do',
  doing: 'In progress',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
}

export function countDone(steps: readonly PlanStep[]): string {
  return `${steps.filter(step => step.status === 'done').length} of ${steps.length}`
}

/** The steps of a plan with their marks; `detailed` with what they wait for, who does them and what shows it. */
export function PlanSteps({ steps, detailed = false }: { steps: readonly PlanStep[]; detailed?: boolean }) {
  const titles = new Map(steps.map(step => [step.id, step.title]))
  return (
    <ol className="mt-2 flex flex-col gap-1.5">
      {steps.map((step, index) => (
        <li
          key={step.id ?? index}
          aria-current={step.status === 'doing' ? 'step' : undefined}
          className="flex gap-2"
        >
          <PlanMark status={step.status} />
          <div className="min-w-0">
            <p
              className={classNames(
                'break-words',
                step.status === 'done' && 'text-muted',
                step.status === 'skipped' && 'text-faint line-through',
              )}
            >
              {step.title}
            </p>
            {detailed ? <StepDetail step={step} titles={titles} /> : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

function StepDetail({ step, titles }: { step: PlanStep; titles: ReadonlyMap<string | undefined, string> }) {
  const { dependsOn = [], acceptance, owner, evidence, attempts = 0 } = step
  const lines = [
    owner ? `By ${owner}` : '',
    attempts > 1 ? formatPlural(attempts, 'attempt') : '',
    dependsOn.length > 0 ? `After ${dependsOn.map(id => titles.get(id) ?? id).join(', ')}` : '',
    acceptance ? `Done when ${acceptance}` : '',
    evidence ? `Shown by ${evidence}` : '',
  ].filter(Boolean)
  return lines.map(line => (
    <p key={line} className="break-words text-meta text-muted">
      {line}
    </p>
  ))
}

export function PlanMark({ status }: { status: PlanStatus }) {
  const icon = { size: 14, role: 'img', 'aria-label': planStatusWords[status] } as const
  const className = 'mt-[3px] shrink-0'
  switch (status) {
    case 'done':
      return <Check {...icon} strokeWidth={2} className={`${className} text-succeeded`} />
    case 'doing':
      return (
        <CircleDot {...icon} strokeWidth={1.75} className={`${className} animate-pulse-slow text-running`} />
      )
    case 'failed':
      return <X {...icon} strokeWidth={2} className={`${className} text-failed`} />
    case 'skipped':
      return <Minus {...icon} strokeWidth={1.75} className={`${className} text-faint`} />
    case 'todo':
      return <CircleDashed {...icon} strokeWidth={1.5} className={`${className} text-faint`} />
  }
}
