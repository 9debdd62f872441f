/**
 * Lets a script's output leave while it runs. just-bash returns the output of a script at its end, and loses it when
 * the script is stopped. So each statement is wrapped as `{ statement; } >>out 2>>err`, where the two files are sinks
 * of our file system. Pipelines, substitutions and functions are left as they are: only what would have reached the
 * terminal is redirected.
 */
import type { parse } from 'just-bash'

type Script = ReturnType<typeof parse>
type Statement = Script['statements'][number]
type Command = Statement['pipelines'][number]['commands'][number]
type Group = Extract<Command, { type: 'Group' }>
type Redirection = Group['redirections'][number]

export const outputSink = '/dev/reef-output'
export const errorSink = '/dev/reef-error'

/**
 * Two things mean something else inside a group: `exec` with a redirection, which the group would undo, and an unset
 * variable under `set -u`, which would end the group only. A script that may hold one reports at its end.
 */
export function mayStream(command: string): boolean {
  return !/\bexec\b|\bset\s+-[a-z]*u|nounset/.test(command)
}

export function streamStatements(script: Script): Script {
  return { ...script, statements: script.statements.map(streamStatement) }
}

function streamStatement(statement: Statement): Statement {
  if (statement.background || statement.deferredError) return statement
  const inner = bodyStreamed(statement)
  if (inner) return inner
  const group: Group = {
    type: 'Group',
    body: [statement],
    redirections: [append(1, outputSink), append(2, errorSink)],
  }
  return {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [group], negated: false }],
    operators: [],
    background: false,
    ...(statement.line === undefined ? {} : { line: statement.line }),
  }
}

/** A lone loop or branch streams from inside, statement by statement. */
function bodyStreamed(statement: Statement): Statement | null {
  const [pipeline, ...otherPipelines] = statement.pipelines
  if (!pipeline || otherPipelines.length > 0 || pipeline.negated || pipeline.timed) return null
  const [command, ...otherCommands] = pipeline.commands
  if (!command || otherCommands.length > 0) return null
  const streamed = streamBody(command)
  return streamed ? { ...statement, pipelines: [{ ...pipeline, commands: [streamed] }] } : null
}

function streamBody(command: Command): Command | null {
  if (command.type === 'FunctionDef') return command
  if (
    command.type === 'SimpleCommand' ||
    command.redirections.some(({ operator }) => !operator.startsWith('<'))
  )
    return null
  switch (command.type) {
    case 'For':
    case 'CStyleFor':
    case 'While':
    case 'Until':
    case 'Group':
      return { ...command, body: command.body.map(streamStatement) }
    case 'If':
      return {
        ...command,
        clauses: command.clauses.map(clause => ({ ...clause, body: clause.body.map(streamStatement) })),
        elseBody: command.elseBody?.map(streamStatement) ?? null,
      }
    case 'Case':
      return {
        ...command,
        items: command.items.map(item => ({ ...item, body: item.body.map(streamStatement) })),
      }
    default:
      return null
  }
}

function append(fd: number, path: string): Redirection {
  return {
    type: 'Redirection',
    fd,
    operator: '>>',
    target: { type: 'Word', parts: [{ type: 'Literal', value: path }] },
  }
}
