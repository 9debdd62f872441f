/** A script for the scripted model: data that says what a "model" answers, and how results change its way. */

interface ScriptCall {
  name: string
  input: Record<string, unknown>
}

/** Taken when the results of the step before fit; the first that fits counts. */
interface ScriptBranch {
  when: { resultContains: string } | { resultLacks: string } | { isError: boolean }
  goTo: string
}

export interface ScriptStep {
  id: string
  reasoning?: string
  /** `{{name}}` stands for a captured value. */
  text?: string
  calls?: readonly ScriptCall[]
  /** Values taken from this step's results: name → pattern whose first group is the value. */
  capture?: Readonly<Record<string, string>>
  branches?: readonly ScriptBranch[]
  /** The step after this one when no branch fits; the next in the list by default. */
  next?: string
}

export interface Script {
  /** Stands behind the colon in `demo:<name>`. */
  name: string
  title: string
  /** The one task that the script can do, word for word. */
  instructions: string
  /** Files that the task brings along. */
  files: readonly { path: string; from: string }[]
  steps: readonly ScriptStep[]
  /** How fast it talks: characters a piece, milliseconds between pieces. */
  pace: { pieceLength: number; pieceMs: number }
}

/** A turn of the script that is over: what its calls brought back. */
export interface TurnResult {
  outputs: readonly string[]
  anyError: boolean
}

export type ScriptPosition =
  | { kind: 'step'; step: ScriptStep; values: Readonly<Record<string, string>> }
  | { kind: 'over' }

/**
 * Where a script stands after these turns. Read from the history alone, so that any worker can go on: each answered
 * turn moves one step on, by the branch that its results fit.
 */
export function positionAfter(script: Script, turns: readonly TurnResult[]): ScriptPosition {
  let step = script.steps[0]
  const values: Record<string, string> = {}
  for (const turn of turns) {
    if (!step) return { kind: 'over' }
    Object.assign(values, captured(step, turn))
    step = following(script, step, turn)
  }
  return step ? { kind: 'step', step, values } : { kind: 'over' }
}

function following(script: Script, step: ScriptStep, turn: TurnResult): ScriptStep | undefined {
  if (!step.calls || step.calls.length === 0) return undefined
  const target = step.branches?.find(branch => fits(branch, turn))?.goTo ?? step.next
  if (target === undefined) return script.steps[script.steps.indexOf(step) + 1]
  return script.steps.find(other => other.id === target)
}

function fits({ when }: ScriptBranch, turn: TurnResult): boolean {
  if ('isError' in when) return turn.anyError === when.isError
  if ('resultContains' in when) return turn.outputs.some(output => output.includes(when.resultContains))
  return !turn.outputs.some(output => output.includes(when.resultLacks))
}

function captured(step: ScriptStep, turn: TurnResult): Record<string, string> {
  const text = turn.outputs.join('\n')
  return Object.fromEntries(
    Object.entries(step.capture ?? {}).flatMap(([name, pattern]) => {
      const value = new RegExp(pattern, 'm').exec(text)?.[1]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Fills captured values in; one that was not found reads "unknown", so that nothing is made up. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => values[name] ?? 'unknown')
}

/** What is wrong with a script's own links, if anything; for its tests. */
export function scriptProblems(script: Script): string[] {
  const ids = script.steps.map(step => step.id)
  const targets = script.steps.flatMap(step => [
    ...(step.branches ?? []).map(branch => branch.goTo),
    ...(step.next === undefined ? [] : [step.next]),
  ])
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => `two steps are named ${id}`),
    ...targets.filter(target => !ids.includes(target)).map(target => `no step is named ${target}`),
    ...(script.steps.at(-1)?.calls ? ['the last step calls tools'] : []),
  ]
}
