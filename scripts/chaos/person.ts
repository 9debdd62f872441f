/** A person at their inbox: answers what runs ask and decides about calls, through a web process that may be away. */
import type { Bed } from '../bench/bed'
import { pause } from './torment'

const lookEveryMs = 60

interface Waiting {
  status: string
  waitingFor: string | null
}

export async function attend(bed: Bed, runId: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await answer(bed, runId)
    await decide(bed)
    await pause(lookEveryMs)
  }
}

async function answer(bed: Bed, runId: string): Promise<void> {
  const run = (await bed.api('GET', `/runs/${runId}`).catch(() => null)) as Waiting | null
  if (run?.status === 'waiting' && run.waitingFor === 'answer')
    await say(bed, runId, { type: 'answer', text: 'Yes.' })
}

/** Presses twice, as people do: one of the two has to be refused. */
async function decide(bed: Bed): Promise<void> {
  const list = (await bed.api('GET', '/approvals').catch(() => ({ approvals: [] }))) as {
    approvals: { runId: string; approvalId: string }[]
  }
  for (const { runId, approvalId } of list.approvals) {
    const word = { type: 'approve', approvalId }
    await Promise.all([say(bed, runId, word), say(bed, runId, word)])
  }
}

/** Refused when it was taken although its answer got lost on the way: a word counts once. */
async function say(bed: Bed, runId: string, command: object): Promise<void> {
  await bed.api('POST', `/runs/${runId}/commands`, command).catch(() => undefined)
}
