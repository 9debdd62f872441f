/** What is measured, how good it must be and should be, and what two well-known peers reach on the same machine. */

export type FigureName = keyof typeof figures

export interface Figure {
  label: string
  unit: string
  /** The bound that must hold. */
  must: number
  /** The bound that is aimed at. */
  aim: number
  /** Bounds are upper ones unless this says so. */
  isFloor?: true
  /** Measured with the same model server on the same two cores; an empty text where there is nothing to compare. */
  openclaw: string
  pi: string
}

export const figures = {
  firstRequest: {
    label: 'tokens of the first request, default agent with all tools (o200k)',
    unit: '',
    must: 1_800,
    aim: 1_200,
    openclaw: '12,968',
    pi: '1,200',
  },
  thirtySteps: {
    label: 'input tokens of a 30-step task',
    unit: '',
    must: 75_000,
    aim: 55_000,
    openclaw: '420,789',
    pi: '56,625',
  },
  twelveTasks: {
    label: 'twelve scripted tasks: dollars with every way to send less, of those without',
    unit: '%',
    must: 75,
    aim: 65,
    openclaw: '',
    pi: '',
  },
  toolSearch: {
    label: 'a task with a catalogue of 76 tools: dollars when it is searched, of those when it is listed',
    unit: '%',
    must: 75,
    aim: 50,
    openclaw: '',
    pi: '',
  },
  prefixKept: {
    label: 'prefix kept from call to call',
    unit: '%',
    must: 100,
    aim: 100,
    isFloor: true,
    openclaw: '99.6 %',
    pi: '100 %',
  },
  cacheHits: {
    label: 'read from the cache over 50 steps, of what could be read',
    unit: '%',
    must: 99.9,
    aim: 100,
    isFloor: true,
    openclaw: '',
    pi: '',
  },
  stepGap: {
    label: 'answer ends → next request arrives, tool run, events committed, median',
    unit: 'ms',
    must: 20,
    aim: 8,
    openclaw: '49 ms',
    pi: '8 ms (no database)',
  },
  reservation: {
    label: 'reserving a call on five budgets, median',
    unit: 'ms',
    must: 10,
    aim: 3,
    openclaw: '',
    pi: '',
  },
  assign: {
    label: 'POST /api/v1/tasks → first model request, warm, median',
    unit: 'ms',
    must: 80,
    aim: 20,
    openclaw: 'about 200 ms',
    pi: '',
  },
  manyRuns: {
    label: '20 runs × 20 steps at once, steps per second',
    unit: '/s',
    must: 80,
    aim: 250,
    isFloor: true,
    openclaw: '26',
    pi: '',
  },
  liveEvents: {
    label: 'event committed → seen in the browser, p95, 20 live runs',
    unit: 'ms',
    must: 60,
    aim: 20,
    openclaw: '',
    pi: '',
  },
  idleMemory: {
    label: 'idle memory of everything, PSS',
    unit: 'MB',
    must: 500,
    aim: 300,
    openclaw: '914 MB',
    pi: '',
  },
  restart: {
    label: 'second `npm start` → ready',
    unit: 's',
    must: 5,
    aim: 1.5,
    openclaw: '8.4 s (Paperclip 4.1)',
    pi: '',
  },
  firstScreen: {
    label: 'first screen usable, fresh profile',
    unit: 's',
    must: 1.2,
    aim: 0.6,
    openclaw: '1.73 s',
    pi: '',
  },
  firstScript: {
    label: 'first-load JavaScript of the heaviest route, gzip',
    unit: 'kB',
    must: 220,
    aim: 170,
    openclaw: '1,297 kB',
    pi: '',
  },
  installed: {
    label: 'installed on disk (node_modules)',
    unit: 'MB',
    must: 900,
    aim: 600,
    openclaw: '647 MB (Paperclip 1,430)',
    pi: '',
  },
  longRun: {
    label: 'a run of 5,000 events: page usable',
    unit: 's',
    must: 1.5,
    aim: 0.5,
    openclaw: 'freezes at 50-800 messages',
    pi: '',
  },
  storageGrowth: {
    label: 'bytes stored per step: step 1,000 over step 10',
    unit: '×',
    must: 1.1,
    aim: 1.02,
    openclaw: '',
    pi: '',
  },
  viewers: {
    label: '200 live runs, 50 viewers: event committed → seen, p95',
    unit: 'ms',
    must: 150,
    aim: 60,
    openclaw: '',
    pi: '',
  },
  viewersLost: {
    label: '200 live runs, 50 viewers: events lost or seen twice',
    unit: '',
    must: 0,
    aim: 0,
    openclaw: '',
    pi: '',
  },
  daysStep: {
    label: '72 simulated hours, 5,000 steps: time of a step at the end over at the start',
    unit: '×',
    must: 1.5,
    aim: 1.1,
    openclaw: '',
    pi: '',
  },
  daysMemory: {
    label: '72 simulated hours: memory at the end over after a tenth',
    unit: '×',
    must: 1.5,
    aim: 1.2,
    openclaw: '',
    pi: '',
  },
} as const satisfies Record<string, Figure>

/** One figure's outcome. `value` is null when it could not be measured; `detail` says what stands behind it. */
export interface Measurement {
  figure: FigureName
  value: number | null
  detail: string
}

export type Verdict = 'aim' | 'must' | 'MISSED' | 'not measured'

/** How a value stands to its two bounds. */
export function judge(figure: Figure, value: number | null): Verdict {
  if (value === null) return 'not measured'
  const holds = (bound: number) => (figure.isFloor ? value >= bound : value <= bound)
  if (holds(figure.aim)) return 'aim'
  return holds(figure.must) ? 'must' : 'MISSED'
}
