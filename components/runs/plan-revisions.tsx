import { type PlanChange, planChanges } from '../../lib/runs/plan-changes'
import type { PlanState } from '../../lib/runs/run-state'
import { formatPlural } from '../../lib/shared/format'
import { TimeAgo } from '../common/time-ago'
import { countDone, planStatusWords } from './plan-steps'

/** How the plan came to be: each revision with who made it and what it changed. */
export function PlanRevisions({ revisions }: { revisions: readonly PlanState[] }) {
  return (
    <details className="mt-4 text-meta text-muted">
      <summary className="hover:text-ink">{formatPlural(revisions.length, 'revision')}</summary>
      <ol className="mt-2 flex flex-col gap-3">
        {revisions
          .map((revision, index) => ({ revision, before: revisions[index - 1]?.steps ?? [] }))
          .toReversed()
          .map(({ revision, before }) => (
            <li key={revision.revision}>
              <p className="tabular flex justify-between gap-2">
                <span>
                  {revision.revision} · {countDone(revision.steps)} · {writerOf(revision)}
                </span>
                <TimeAgo at={revision.at} />
              </p>
              <ul className="mt-1 flex flex-col gap-0.5">
                {planChanges(before, revision.steps).map((change, index) => (
                  <Change
                    // biome-ignore lint/suspicious/noArrayIndexKey: a revision never changes
                    key={index}
                    change={change}
                  />
                ))}
              </ul>
            </li>
          ))}
      </ol>
    </details>
  )
}

function writerOf({ actor }: PlanState): string {
  return actor.kind === 'person' || actor.kind === 'token' ? actor.name : 'the agent'
}

const signs = { added: '+', removed: '−', changed: '~', moved: '↕' } as const
const tones = { added: 'bg-added', removed: 'bg-removed', changed: '', moved: '' } as const

function Change({ change }: { change: PlanChange }) {
  return (
    <li className={`flex gap-1.5 rounded-sm px-1 text-ink ${tones[change.kind]}`}>
      <span role="img" aria-label={change.kind} className="w-3 shrink-0 text-center text-muted">
        {signs[change.kind]}
      </span>
      <span className="min-w-0 break-words">
        {change.kind === 'changed' ? change.before.title : change.step.title}
        {change.kind === 'changed' ? <Fields change={change} /> : null}
      </span>
    </li>
  )
}

const fieldWords: Record<Extract<PlanChange, { kind: 'changed' }>['fields'][number], string> = {
  title: 'now',
  status: '',
  dependsOn: 'after',
  acceptance: 'done when',
  owner: 'by',
  evidence: 'shown by',
}

function Fields({ change }: { change: Extract<PlanChange, { kind: 'changed' }> }) {
  const { step, fields } = change
  const said = fields.map(field => {
    const value = field === 'status' ? planStatusWords[step.status].toLowerCase() : (step[field] ?? 'none')
    return [fieldWords[field], Array.isArray(value) ? value.join(', ') : value].filter(Boolean).join(' ')
  })
  return <span className="text-muted"> · {said.join(' · ')}</span>
}
