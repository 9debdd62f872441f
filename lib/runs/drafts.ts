/** What the model is writing right now: text that has no event yet. Pure state with one store for each page. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RunEvent } from './events'
import type { RunFrame } from './schema'

export interface ToolDraft {
  toolCallId: string
  name: string
  input: string
  output: string
}

export interface Drafts {
  /** The model call that is being answered. */
  callId: string | null
  text: string
  reasoning: string
  /** Calls that are being written, and live output of calls that run. */
  tools: ToolDraft[]
  /** Calls that are events by now, the newest last: a frame of theirs that comes late is dropped. */
  over: readonly string[]
  /** When the last words arrived, milliseconds since 1970; 0 before any. */
  at: number
}

export const noDrafts: Drafts = { callId: null, text: '', reasoning: '', tools: [], over: [], at: 0 }

/** A frame is never later than by so many calls. */
const rememberedCalls = 50

export interface DraftStore extends StoreApi<Drafts> {
  apply: (events: readonly RunEvent[], frames: readonly RunFrame[]) => void
}

export function createDraftStore(): DraftStore {
  const store = createStore<Drafts>(() => noDrafts)
  return {
    ...store,
    apply: (events, frames) => {
      const next = settleDrafts(applyFrames(store.getState(), frames), events)
      if (next === store.getState()) return
      store.setState({ ...next, at: frames.length > 0 ? Date.now() : store.getState().at }, true)
    },
  }
}

/** Adds frames to the drafts. A frame of another model call begins anew but keeps the output of running tools. */
export function applyFrames(drafts: Drafts, frames: readonly RunFrame[]): Drafts {
  return frames.reduce(applyFrame, drafts)
}

function applyFrame(drafts: Drafts, frame: RunFrame): Drafts {
  const source = frame.kind === 'tool-output' ? (frame.toolCallId ?? frame.callId) : frame.callId
  if (drafts.over.includes(source)) return drafts
  if (frame.kind === 'tool-output') return applyOutput(drafts, frame)
  const anew = frame.reset === true || drafts.callId !== frame.callId
  const base = anew
    ? { ...noDrafts, over: drafts.over, callId: frame.callId, tools: drafts.tools.filter(isRunning) }
    : drafts
  if (frame.kind === 'tool-input') return changeTool(base, frame, 'input')
  return { ...base, [frame.kind]: base[frame.kind] + frame.text }
}

function isRunning(tool: ToolDraft): boolean {
  return tool.output !== ''
}

/** Live output of a tool that runs: the answer's draft is not touched by it. */
function applyOutput(drafts: Drafts, frame: RunFrame): Drafts {
  const id = frame.toolCallId ?? frame.callId
  const base = frame.reset
    ? { ...drafts, tools: drafts.tools.filter(tool => tool.toolCallId !== id) }
    : drafts
  return changeTool(base, frame, 'output')
}

function changeTool(drafts: Drafts, frame: RunFrame, field: 'input' | 'output'): Drafts {
  const toolCallId = frame.toolCallId ?? frame.callId
  const known = drafts.tools.find(tool => tool.toolCallId === toolCallId)
  const tool = known ?? { toolCallId, name: '', input: '', output: '' }
  const changed = { ...tool, name: tool.name || (frame.toolName ?? ''), [field]: tool[field] + frame.text }
  return {
    ...drafts,
    tools: known ? drafts.tools.map(each => (each === known ? changed : each)) : [...drafts.tools, changed],
  }
}

/** Drops what has become an event, so that nothing is shown twice. */
export function settleDrafts(drafts: Drafts, events: readonly RunEvent[]): Drafts {
  let left = drafts
  for (const event of events) left = settleDraft(left, event)
  return left
}

function settleDraft(drafts: Drafts, event: RunEvent): Drafts {
  switch (event.type) {
    case 'model-replied':
    case 'model-failed':
      return { ...noDrafts, over: withCall(drafts, event.data.callId), tools: drafts.tools.filter(isRunning) }
    case 'tool-finished':
      return {
        ...drafts,
        over: withCall(drafts, event.data.callId),
        tools: drafts.tools.filter(tool => tool.toolCallId !== event.data.callId),
      }
    case 'run-ended':
      return { ...noDrafts, over: drafts.over }
    default:
      return drafts
  }
}

function withCall(drafts: Drafts, callId: string): readonly string[] {
  return [...drafts.over, callId].slice(-rememberedCalls)
}
