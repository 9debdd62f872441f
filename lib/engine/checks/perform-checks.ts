/** Checks an answer from outside: makes each check that is still missing, and writes down what it said. */

import type { Check, CheckResult } from '../../checks/schema'
import { checkName } from '../../checks/words'
import type { FileTree } from '../../files/schema'
import type { NextStep } from '../../runs/next-step'
import { effortOf, modelsBeside } from '../../runs/roles'
import { recipeOf } from '../../runs/run-state'
import { assertPresent } from '../../shared/assert'
import { timeNow } from '../../shared/clock'
import { answerText } from '../heavy-parts'
import { holdBack } from '../hold-back'
import type { RunSession } from '../run-session'
import { askBeside, type SideAnswer } from '../side-call'
import { wakeAt } from '../wake-at'
import { checkCommand } from './command-check'
import { checkFile, checkJson } from './file-check'
import { checkHttp } from './http-check'
import { judgeRequest, judgeVerdict, type Material } from './judge'
import type { Verdict } from './verdict'

type Order = Extract<NextStep, { type: 'run-checks' }>

/** A check that could not be made now: the log says why, and the run decides again. */
type Tried = Verdict | 'put-off'

/** Characters of an output that the log keeps. */
const keptCharacters = 6_000

export async function performChecks(session: RunSession, order: Order, signal: AbortSignal): Promise<void> {
  const { journal, worker } = session
  // The answer is shown while it is checked.
  if (!(await journal.commit())) return
  const checks = recipeOf(journal.state).checks ?? []
  for (const index of order.indexes) {
    const check = checks[index]
    if (!check) continue
    const result = await repeated(session, order, check, index, signal)
    if (result === 'put-off' || signal.aborted) return
    const data = { step: order.step, round: order.round, result }
    journal.stage({ type: 'check-finished', actor: worker, data })
    // What a person said meanwhile may be worth more than the checks that are left.
    if (!(await journal.commit())) return
  }
}

/** Makes a check as often as its k of n asks for, and not once more. */
async function repeated(
  session: RunSession,
  order: Order,
  check: Check,
  index: number,
  signal: AbortSignal,
): Promise<CheckResult | 'put-off'> {
  const { pass, of } = check.repeats ?? { pass: 1, of: 1 }
  const startedAt = performance.now()
  const tries: Verdict[] = []
  const passes = () => tries.filter(verdict => verdict.passed).length
  while (passes() < pass && tries.length - passes() <= of - pass) {
    const verdict = await tryCheck(session, order, check, signal)
    if (verdict === 'put-off' || signal.aborted) return 'put-off'
    tries.push(verdict)
  }
  const passed = passes() >= pass
  const telling = tries.findLast(verdict => verdict.passed === passed) ?? tries.at(-1)
  const counted = of > 1 ? `${passes()} of ${tries.length} tries passed, ${pass} of ${of} must.\n` : ''
  const evidence = telling?.evidence
  return {
    index,
    name: checkName(check),
    type: check.type,
    required: check.required,
    passed,
    passes: passes(),
    of: tries.length,
    output: session.redact(counted + (telling?.output ?? '')).slice(0, keptCharacters),
    ...(evidence && evidence.length > 0 ? { evidence: evidence.map(session.redact) } : {}),
    durationMs: Math.round(performance.now() - startedAt),
  }
}

async function tryCheck(
  session: RunSession,
  order: Order,
  check: Check,
  signal: AbortSignal,
): Promise<Tried> {
  const { files } = session.journal.state
  const checked = { files, store: session.store }
  switch (check.type) {
    case 'command':
      return await checkCommand(check, session.services.sandbox, session.workspaceId, checked, signal)
    case 'file':
      return await checkFile(check, checked)
    case 'json':
      return await checkJson(check, checked)
    case 'http':
      return await checkHttp(check, signal)
    case 'judge':
      return await judge(session, order, check, signal)
  }
}

async function judge(
  session: RunSession,
  order: Order,
  check: Extract<Check, { type: 'judge' }>,
  signal: AbortSignal,
): Promise<Tried> {
  const { state } = session.journal
  const named = recipeOf(state).judgeModels?.find(model => model.spec === check.model)
  const model = assertPresent(named ?? modelsBeside(state, 'judge')[0], 'model')
  const effort = effortOf(state, 'judge')
  const materials = await materialsOf(session)
  const request = { ...judgeRequest(check.criterion, materials), ...(effort ? { effort } : {}) }
  const answer = await askBeside(session, { step: order.step, purpose: 'judge', model, request }, signal)
  if (answer.ok) return judgeVerdict(answer.text, materials)
  return putOff(session, order, answer)
}

const firstPauseMs = 2_000
const longestPauseMs = 30 * 60_000

/** The judge cannot be asked now. That says nothing about the work, so the run waits and asks again. */
function putOff(session: RunSession, order: Order, answer: Exclude<SideAnswer, { ok: true }>): 'put-off' {
  const { journal, worker } = session
  if (answer.why === 'moved' || (answer.why === 'model' && answer.error.code === 'aborted')) return 'put-off'
  if (answer.why === 'budget') {
    holdBack(session, answer.held ?? { ok: false, why: 'others' })
    return 'put-off'
  }
  const failed = journal.state.sideCalls.filter(call => call.step === order.step && call.problem).length
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failed, 12))
  const until = new Date(timeNow() + pause)
  const { code, message } = answer.error
  const isKey = code === 'credentials' || code === 'forbidden' || code === 'quota'
  const data = {
    for: isKey ? ('credentials' as const) : ('retry' as const),
    reason: `The judge of a check could not be asked. ${message}`,
    until: until.toISOString(),
  }
  journal.stage({ type: 'run-waiting', actor: worker, data }, undefined, wakeAt(session, until))
  return 'put-off'
}

const fileCharacters = 8_000
const allCharacters = 60_000

/** The answer and the text of the files, those that the run has made first. */
async function materialsOf(session: RunSession): Promise<Material[]> {
  const { state } = session.journal
  const answer = answerText(state.steps.at(-1)?.parts ?? [], session.heavy)
  const materials: Material[] = [{ name: 'final answer', text: answer.slice(0, allCharacters / 2) }]
  let left = allCharacters - answer.length
  for (const path of inOrder(state.files, state.created.files)) {
    const entry = state.files[path]
    if (!entry || left <= 0) break
    const text = await textOf(session, entry.hash, entry.size)
    if (text === null) continue
    const shown = text.slice(0, Math.min(fileCharacters, left))
    left -= shown.length
    materials.push({ name: `file ${path}`, text: shown })
  }
  return materials
}

function inOrder(files: FileTree, given: readonly { path: string; hash: string }[]): string[] {
  const untouched = new Set(given.flatMap(({ path, hash }) => (files[path]?.hash === hash ? [path] : [])))
  const paths = Object.keys(files).filter(path => !path.startsWith('.reef/'))
  return [...paths.filter(path => !untouched.has(path)).sort(), ...[...untouched].sort()]
}

const largestRead = 4 * 1024 * 1024

async function textOf(session: RunSession, hash: string, size: number): Promise<string | null> {
  if (size > largestRead) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await session.store.read(hash))
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
