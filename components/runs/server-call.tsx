import { numberField, textField } from '../../lib/runs/call-words'
import type { ToolCallState } from '../../lib/runs/run-state'
import { serverToolOf } from '../../lib/runs/server-tool-names'
import { formatBytes } from '../../lib/shared/format'
import type { Json } from '../../lib/shared/json'
import { visibleText } from '../../lib/shared/visible-text'
import { Badge } from '../ui/badge'
import { Code } from './code-box'
import { ServerToolLine } from './server-tool-line'

/** A call of a tool server: which tool of which server, and each argument by its name. */
export function ServerCall({ call }: { call: ToolCallState }) {
  const of = serverToolOf(call.name)
  const problem = textField(call.display, 'problem')
  const bytes = numberField(call.display, 'bytes')
  const fields = fieldsOf(call.input)
  return (
    <div className="border-b last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2">
        {of ? <ServerToolLine of={of} /> : null}
        {problem ? <Badge tone="failed">{problemWords[problem] ?? problem}</Badge> : null}
        <span className="tabular ml-auto text-meta text-muted">
          {bytes === null ? null : formatBytes(bytes)}
        </span>
      </div>
      {fields.length > 0 ? (
        <dl
          aria-label="arguments"
          className="grid max-h-60 grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 overflow-auto border-t px-3 py-2 text-meta max-md:grid-cols-1 max-md:gap-y-0"
        >
          {fields.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="break-all text-muted">{name}</dt>
              <dd className="whitespace-pre-wrap break-words font-mono max-md:pb-1">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  )
}

/** What it answered, as text: no markup, no colours, nothing that the eye cannot see. */
export function ServerAnswer({ call }: { call: ToolCallState }) {
  const text = unfenced(call.output ?? '')
  if (text.trim() === '') return <p className="px-3 py-2 text-meta text-muted">It answered nothing.</p>
  return <Code text={visibleText(pretty(text))} label="answer" />
}

const problemWords: Readonly<Record<string, string>> = {
  address: 'address not allowed',
  unreachable: 'not reached',
  'not-trusted': 'not trusted',
  refused: 'refused',
  'wrong-address': 'wrong address',
  failing: 'out of order',
  timeout: 'too slow',
  'too-large': 'too large',
  'not-understood': 'not understood',
  off: 'not called',
}

function fieldsOf(input: Json): [name: string, value: string][] {
  if (input === null || typeof input !== 'object' || Array.isArray(input))
    return [['arguments', JSON.stringify(input)]]
  return Object.entries(input).map(([name, value]) => [
    visibleText(name),
    visibleText(typeof value === 'string' ? value : JSON.stringify(value, null, 2)),
  ])
}

/** The fence is for the model. */
function unfenced(output: string): string {
  const [, , inner] = /^<untrusted-(\w+) [^>]*>\n([\s\S]*)\n<\/untrusted-\1>$/.exec(output) ?? []
  return inner ?? output
}

function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
