/** Twelve tasks of different shapes, written down call by call: what an agent asks for with and without a technique. */
import type { AgentRoles } from '../../lib/agents/schema'
import type { Check } from '../../lib/checks/schema'

/** What can be switched off for the measure. */
export const techniqueNames = ['once', 'files', 'scripts', 'skills', 'shorter', 'small'] as const
/** `search` has a task of its own: no other one has a catalogue of tools. */
export type TechniqueName = (typeof techniqueNames)[number] | 'search'
export type IsOn = (technique: TechniqueName) => boolean

export interface PlayedCall {
  name: string
  input: unknown
}

export interface TokenTask {
  name: string
  /** The calls of the agent, one a step; `site` is the address of pages to fetch. */
  calls: (isOn: IsOn, site: string) => PlayedCall[]
  /** Said beside each call. */
  says?: string
  /** Calls of a part that was handed on. */
  partCalls?: PlayedCall[]
  checks?: Check[]
  /** Answers before the work is done, which the checks refuse. */
  tooEarly?: number
  /** Tokens of the model's window, where it is narrow. */
  window?: number
  image?: true
  skill?: string
  roles?: AgentRoles
  /** Ids of tool servers of the agent. */
  toolServers?: string[]
}

const bash = (command: string): PlayedCall => ({ name: 'bash', input: { command } })
const read = (path: string): PlayedCall => ({ name: 'read', input: { path } })
const fetch = (url: string): PlayedCall => ({ name: 'web_fetch', input: { url } })
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** Lines as a test runner prints them: `lines` of them, different in each round. */
const testRun = (round: number, lines: number): PlayedCall =>
  bash(
    `for i in $(seq 1 ${lines}); do echo "ok $i - case $i of round ${round} took $((i * ${round + 3} % 97)) ms"; done`,
  )

const page = (site: string, index: number): string => `${site}/product/${index}`

export const tokenTasks: readonly TokenTask[] = [
  { name: 'long shell work', calls: () => times(16, round => testRun(round, 60)) },
  {
    name: 'many small reads',
    calls: () => [
      bash(
        'for i in $(seq 1 20); do printf "name: part %s\\nsize: %s\\ncolour: blue\\n" $i $((i * 7)) > part-$i.txt; done',
      ),
      ...times(20, index => read(`part-${index + 1}.txt`)),
    ],
  },
  {
    name: 'a big web page',
    calls: (isOn, site) => [
      isOn('scripts')
        ? bash(`web_fetch ${site}/catalogue | grep -n "Price of item 77"`)
        : fetch(`${site}/catalogue`),
      ...times(6, index => bash(`echo "note ${index}" >> notes.txt; cat notes.txt`)),
    ],
  },
  {
    name: 'the same files again and again',
    calls: () => [
      bash(
        'for i in $(seq 1 90); do echo "setting_$i = value number $i of the service"; done > service.conf',
      ),
      ...times(8, index =>
        index % 2 === 0 ? read('service.conf') : bash(`echo "change ${index}" >> log.txt; cat service.conf`),
      ),
    ],
  },
  {
    name: 'fan-out to four agents',
    calls: () => [
      {
        name: 'delegate',
        input: {
          tasks: times(4, index => ({
            title: `Part ${index + 1}`,
            instructions: `Look at region ${index + 1}. [part]`,
          })),
        },
      },
      bash('echo "all parts are in" > summary.md'),
    ],
    partCalls: [testRun(1, 40), bash('echo done > region.md')],
  },
  {
    name: 'a long conversation',
    calls: () => times(30, index => bash(`echo "step ${index} is done" | tee -a diary.txt`)),
    says: 'I have looked at what came back, it is as expected, and I go on with the next step of the plan as agreed.',
  },
  {
    name: 'ten pages, one line of each',
    calls: (isOn, site) =>
      isOn('scripts')
        ? [bash(`for i in $(seq 1 10); do web_fetch ${site}/product/$i | grep "Price:"; done`)]
        : times(10, index => fetch(page(site, index + 1))),
  },
  {
    name: 'large outputs',
    calls: () => [
      bash(
        'for i in $(seq 1 1200); do echo "2026-11-01 request $i answered with status $((i % 7)) in $((i * 13 % 301)) ms"; done > access.log',
      ),
      bash('cat access.log'),
      bash('grep -c "status 3" access.log'),
      bash('grep "status 3" access.log'),
      ...times(4, index => bash(`sed -n ${index * 10 + 1},${index * 10 + 10}p access.log`)),
    ],
  },
  {
    name: 'a picture beside the work',
    calls: () =>
      times(6, index => bash(`echo "line ${index} about the picture" >> picture.md; cat picture.md`)),
    image: true,
  },
  {
    name: 'checks with retries',
    calls: () => [
      testRun(1, 60),
      bash('echo draft > report.md'),
      testRun(1, 60),
      bash('echo final > report.md'),
    ],
    checks: [{ type: 'command', command: 'grep -q final report.md', exitCode: 0, required: true }],
    tooEarly: 2,
  },
  {
    name: 'a run that fills its window',
    calls: () => times(30, round => testRun(round, 90)),
    window: 24_000,
    roles: { summarise: { model: 'openai:gpt-5-mini' } },
  },
  {
    name: 'skills',
    calls: isOn => [
      ...(isOn('skills') ? [{ name: 'skill', input: { name: 'data-analysis' } }] : []),
      ...times(6, index => bash(`echo "row ${index}" >> table.csv; wc -l table.csv`)),
    ],
    skill: 'data-analysis',
  },
]
