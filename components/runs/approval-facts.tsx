import { readFacts } from '../../lib/approvals/read-facts'
import type { ApprovalState } from '../../lib/runs/run-state'
import { serverToolOf } from '../../lib/runs/server-tool-names'
import { DiffView } from '../common/diff-view'
import { CopyButton } from './code-box'
import { PlanSteps } from './plan-steps'
import { ServerToolLine } from './server-tool-line'

/** The real thing that waits for a word: the command, the address, the change or the plan, whole. */
export function ApprovalFacts({ facts }: { facts: ApprovalState['facts'] }) {
  const { tool, command, path, diff, url, host, input, rules, steps } = readFacts(facts)
  const of = serverToolOf(tool)
  return (
    <div className="flex flex-col gap-2">
      {steps.length > 0 ? <PlanSteps steps={steps} detailed /> : null}
      {of ? <ServerToolLine of={of} /> : null}
      {path ? <p className="break-all font-mono text-meta">{path}</p> : null}
      {host ? (
        <p className="break-all font-medium">
          {host} <span className="font-normal text-muted">is the host</span>
        </p>
      ) : null}
      {command || url ? <Exact text={command || url} label={command ? 'command' : 'address'} /> : null}
      {diff ? (
        <div className="overflow-hidden rounded-control border bg-sunken">
          <DiffView diff={diff} />
        </div>
      ) : null}
      {input ? <Exact text={input} label="arguments" /> : null}
      {rules.map(rule => (
        <p key={rule.words} className="text-meta text-muted">
          Asked by the rule “{rule.words}”{rule.note ? `: ${rule.note}` : ''}
        </p>
      ))}
    </div>
  )
}

/** Text as it is, every character seen. */
function Exact({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative rounded-control border bg-sunken">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="scroll-quiet max-h-60 overflow-auto whitespace-pre-wrap break-words py-2 pr-10 pl-3 font-mono text-meta leading-[18px]"
      >
        {text}
      </section>
      <span className="absolute top-1 right-1 max-md:-top-0.5 max-md:right-0">
        <CopyButton text={text} label={label} />
      </span>
    </div>
  )
}
