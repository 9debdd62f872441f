import { hasErrors, isFinding } from '../../lib/skills/rules'
import type { Diagnostic } from '../../lib/skills/schema'
import { DiagnosticList } from './diagnostic-list'

interface SkillChecksProps {
  diagnostics: readonly Diagnostic[]
  onOpen: (path: string, line: number) => void
}

/** What stands between the text and publishing, and what a careful reader should look at. */
export function SkillChecks({ diagnostics, onOpen }: SkillChecksProps) {
  const rules = diagnostics.filter(item => !isFinding(item))
  const findings = diagnostics.filter(isFinding)
  return (
    <div className="flex flex-col gap-5 p-4">
      <section className="flex flex-col gap-2.5">
        <h2 className="text-body">Standard</h2>
        <p className="text-muted" aria-live="polite">
          {hasErrors(rules) ? 'Cannot be published until the errors are fixed.' : 'Fit to be published.'}
        </p>
        <DiagnosticList diagnostics={rules} onOpen={onOpen} />
      </section>
      <section className="flex flex-col gap-2.5">
        <h2 className="text-body">Safety scan</h2>
        <p className="text-muted">
          {findings.length === 0
            ? 'No findings. That does not prove that a skill is safe: read what you did not write.'
            : 'Look at each place. A finding blocks nothing by itself.'}
        </p>
        <DiagnosticList diagnostics={findings} onOpen={onOpen} />
      </section>
    </div>
  )
}
