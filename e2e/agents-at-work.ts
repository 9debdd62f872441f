// A set-up Reef whose models live in a server of the tests: real providers, real tools, played words.
import type { Page } from '@playwright/test'
import { type AgentDrive, type DrivenAgent, driveAgent } from '../lib/engine/testing/agent-driver'
import {
  type Answer,
  type Exchange,
  type ModelServer,
  type Responder,
  startModelServer,
} from '../lib/engine/testing/model-server'
import type { RunDetail } from '../lib/runs/schema'
import { test as base, expect } from './owner'

export { expect } from './owner'

export interface PlayedModel {
  server: ModelServer
  /** Answers every request whose text holds the words, from now on; the words belong to one test. */
  play(words: string, responder: Responder): void
  /** The requests that held the words, in order of arrival. */
  asked(words: string): Exchange[]
}

type TestFixtures = { assign: (input: NewTask) => Promise<Assigned> }
type WorkerFixtures = { model: PlayedModel }

interface NewTask {
  instructions: string
  title?: string
  agent?: string
  model?: string
  budget?: { usd?: number; tokens?: number }
  files?: { path: string; content: string }[]
  checks?: object[]
  limits?: Record<string, number>
}
export interface Assigned {
  taskId: string
  runId: string
  /** Resolves with the run once it is in one of the states. */
  reach(...statuses: RunDetail['status'][]): Promise<RunDetail>
}

const key = 'sk-end-to-end-0123456789'

/** The model whose price is known: a proxy before the vendor is priced as the vendor. */
export const pricedModel = 'anthropic:claude-sonnet-4-5'

export const test = base.extend<TestFixtures, WorkerFixtures>({
  model: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const server = await startModelServer()
      await use(playedBy(server))
      await server.close()
    },
    { scope: 'worker' },
  ],
  variables: [
    async ({ model }, use) =>
      use({
        OPENAI_BASE_URL: `${model.server.url}/v1`,
        OPENAI_API_KEY: key,
        ANTHROPIC_BASE_URL: `${model.server.url}/v1`,
        ANTHROPIC_API_KEY: key,
        REEF_MODEL: 'openai:test-model',
      }),
    { scope: 'worker' },
  ],
  assign: async ({ api }, use) => {
    await use(async input => {
      const { task, run } = await api.post<{ task: { id: string }; run: { id: string } }>('/tasks', input)
      return {
        taskId: task.id,
        runId: run.id,
        async reach(...statuses) {
          const read = () => api.get<RunDetail>(`/runs/${run.id}`)
          await expect
            .poll(async () => (await read()).status, { timeout: 30_000 })
            .toMatch(new RegExp(`^(${statuses.join('|')})$`))
          return read()
        },
      }
    })
  },
})

function playedBy(server: ModelServer): PlayedModel {
  const plays: { words: string; responder: Responder }[] = []
  const holds = (exchange: Exchange, words: string) => JSON.stringify(exchange.body)?.includes(words)
  server.respond(exchange => {
    if (exchange.method === 'GET') return modelList
    const play = plays.findLast(({ words }) => holds(exchange, words))
    return play ? play.responder(exchange) : { reply: { text: 'Done.', usage: { input: 10, output: 2 } } }
  })
  return {
    server,
    play: (words, responder) => void plays.push({ words, responder }),
    asked: words => server.exchanges.filter(exchange => holds(exchange, words)),
  }
}

/** In a form that both surfaces can read. */
const modelList: Answer = {
  raw: {
    pieces: [
      JSON.stringify({
        object: 'list',
        has_more: false,
        data: ['test-model', 'bargain-model', 'claude-sonnet-4-5'].map(id => ({
          id,
          type: 'model',
          display_name: id,
        })),
      }),
    ],
  },
}

export interface Call {
  name: string
  input: unknown
}

export const bash = (command: string): Call => ({ name: 'bash', input: { command } })

/** An agent that makes these calls one after the other and then says its last words. */
export function works(calls: readonly Call[], rest: Omit<AgentDrive, 'calls' | 'call'> = {}): DrivenAgent {
  return driveAgent({ ...rest, calls: calls.length, call: step => calls[step] ?? bash('true') })
}

/** Holds an answer back until the test has seen what it must see before. */
export function door(): { until: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const until = new Promise<void>(resolve => {
    open = resolve
  })
  return { until, open: () => open() }
}

/** A plan of these steps with so many done and the next one under way. */
export function plan(titles: readonly string[], done: number): Call {
  const status = (index: number) => (index < done ? 'done' : index === done ? 'doing' : 'todo')
  return { name: 'plan', input: { steps: titles.map((title, index) => ({ title, status: status(index) })) } }
}

/** Opens the task's page and waits until its run is there. */
export async function openTask(page: Page, { taskId }: Assigned): Promise<void> {
  await page.goto(`/tasks/${taskId}`)
  await expect(page.getByRole('region', { name: 'Transcript' })).toBeVisible()
}

/** The words of the run's state in the header of its page. */
export function statusOf(page: Page) {
  return page.locator('header').getByRole('status')
}
