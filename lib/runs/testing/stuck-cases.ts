/** Labelled traces for the stuck detector: what agents do when they go in circles, and what only looks like it. */
import type { ScriptedMove } from './short-log'

export interface StuckCase {
  name: string
  stuck: boolean
  /** A string is a word of a person; null an answer without a call that Reef does not let stand. */
  moves: (ScriptedMove | string | null)[]
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const bash = (command: string, output: string, more: Partial<ScriptedMove> = {}): ScriptedMove => ({
  name: 'bash',
  input: { command },
  output,
  exitCode: 0,
  ...more,
})
const failing = (command: string, output: string, more: Partial<ScriptedMove> = {}): ScriptedMove =>
  bash(command, output, { exitCode: 1, ...more })
const read = (path: string, output: string): ScriptedMove => ({ name: 'read', input: { path }, output })
const write = (path: string, letter: string): ScriptedMove => ({
  name: 'write',
  input: { path, content: letter },
  output: `Wrote ${path}.`,
  leaves: { [path]: letter },
})
const fetchPage = (url: string, output: string, isError = false): ScriptedMove => ({
  name: 'web_fetch',
  input: { url },
  output,
  isError,
})

const stuck: [string, StuckCase['moves']][] = [
  ['reads the same file again and again', times(6, () => read('notes.md', 'Line one.\nLine two.'))],
  ['lists the same folder for ever', times(5, () => bash('ls -la', 'total 0'))],
  ['runs the same failing test without a change', times(4, () => failing('pytest -q', '1 failed in 0.31s'))],
  [
    'the same failure, told with another duration each time',
    times(4, i => failing('pytest -q', `1 failed in 0.${30 + i}s`)),
  ],
  ['asks for a page that is gone', times(4, () => fetchPage('https://example.com/x', 'Status: 404', true))],
  ['uses a tool with wrong arguments', times(4, () => ({ ...read('', 'path: too small'), isError: true }))],
  [
    'turns an edit on and off',
    times(8, i =>
      i % 2 === 0
        ? {
            name: 'edit',
            input: { path: 'a.py', old_string: '1', new_string: '2' },
            output: 'Edited.',
            leaves: { 'a.py': 'b' },
          }
        : {
            name: 'edit',
            input: { path: 'a.py', old_string: '2', new_string: '1' },
            output: 'Edited.',
            leaves: { 'a.py': 'a' },
          },
    ),
  ],
  [
    'looks at two files in turn',
    times(8, i => (i % 2 === 0 ? read('a.md', 'Alpha says see b.') : read('b.md', 'Beta says see a.'))),
  ],
  [
    'a circle of three',
    times(
      10,
      i =>
        [read('a', 'one'), bash('make', 'Nothing to be done.'), read('b', 'two')][i % 3] ?? read('a', 'one'),
    ),
  ],
  [
    'a circle of four',
    times(13, i => read(['a', 'b', 'c', 'd'][i % 4] ?? 'a', `This is page ${i % 4} of four.`)),
  ],
  [
    'tries one package name after the other against the same wall',
    times(7, i => failing(`pip install name-${i}`, 'ERROR: the network is not reachable from here')),
  ],
  [
    'tries one address after the other',
    times(6, i => fetchPage(`https://example.com/${i}`, 'The connection failed (ECONNREFUSED).', true)),
  ],
  ['says it is done, and is not', times(4, () => null)],
  [
    'works well, then falls into a hole',
    [
      write('a.txt', 'a'),
      bash('wc -l a.txt', '1 a.txt'),
      ...times(5, () => bash('cat missing', 'no such file')),
    ],
  ],
  [
    'a hole behind a word of a person',
    ['Please look again.', ...times(5, () => bash('ls reports', 'ls: reports: no such folder'))],
  ],
  ['polls without end', times(45, () => bash('sleep 30; cat status', 'pending'))],
  ['writes the same file over and over', times(5, () => write('report.md', 'r'))],
  [
    'calls a tool that there is not',
    times(4, () => ({
      name: 'browser',
      input: { url: 'x' },
      output: 'There is no tool "browser".',
      isError: true,
    })),
  ],
]

const fine: [string, StuckCase['moves']][] = [
  [
    'polls a job that takes its time',
    times(20, i => bash('sleep 30; cat status', i < 19 ? 'pending' : 'done')),
  ],
  [
    'polls with a loop of its own',
    times(12, () => bash('for i in 1 2 3; do sleep 5; done; cat status', 'pending')),
  ],
  [
    'polls and looks into the log in turn',
    times(10, i =>
      i % 2 === 0 ? bash('sleep 10; cat status', 'pending') : bash('sleep 1; tail -1 log', 'still going'),
    ),
  ],
  [
    'tests, mends, tests, mends',
    times(12, i =>
      i % 2 === 0 ? failing('pytest -q', `${6 - i / 2} failed`) : write('a.py', 'abcdef'[i >> 1] ?? 'z'),
    ),
  ],
  [
    'the test fails the same way while the code changes',
    times(8, i => (i % 2 === 0 ? failing('pytest -q', '1 failed') : write('a.py', 'abcdefgh'[i] ?? 'z'))),
  ],
  [
    'a failing batch that gets on by itself',
    times(6, i =>
      failing('./batch.sh', `stopped at row ${i * 100}`, { leaves: { state: 'abcdef'[i] ?? 'z' } }),
    ),
  ],
  [
    'three tries at a shaky address',
    [
      fetchPage('https://example.com', 'No answer within 10 s.', true),
      fetchPage('https://example.com', 'No answer within 10 s.', true),
      fetchPage('https://example.com', 'Title: Example'),
    ],
  ],
  ['writes ten files', times(10, i => write(`page-${i}.md`, 'abcdefghij'[i] ?? 'z'))],
  ['makes folders, which says nothing', times(8, i => bash(`mkdir -p out/${i}`, '(no output)'))],
  ['searches and finds nothing', times(7, i => failing(`rg word-${i}`, '[exit 1]'))],
  ['reads a long file part by part', times(10, i => read('big.txt', `lines ${i * 100} to ${i * 100 + 99}`))],
  [
    'counts on the same command with other results',
    times(6, i => bash('wc -l out.csv', `${i * 50} out.csv`)),
  ],
  ['looks twice at the same thing', [read('a', 'x'), read('a', 'x'), write('b', 'b'), read('a', 'x')]],
  [
    'runs the same command twice around each change',
    times(
      9,
      i =>
        [bash('make test', 'ok'), bash('make test', 'ok'), write('a', 'abcdefghi'[i] ?? 'z')][i % 3] ??
        read('a', 'x'),
    ),
  ],
  [
    'asks the same again because a person said so',
    [
      ...times(3, () => bash('date +%F', 'Sunday')),
      'And once more, please.',
      ...times(3, () => bash('date +%F', 'Sunday')),
    ],
  ],
  ['two answers with a check between them', [null, write('a', 'a'), null]],
  [
    'keeps its plan up to date',
    times(6, i => ({
      name: 'plan',
      input: { steps: [{ title: `Step ${i}`, status: 'doing' }] },
      output: 'Plan set: 0 of 1 done.',
    })),
  ],
  [
    'appends to a log on purpose',
    times(6, i => bash('echo line >> log', '(no output)', { leaves: { log: 'abcdef'[i] ?? 'z' } })),
  ],
  [
    'one error of each kind',
    times(6, i => failing(`step-${i}`, `error number ${i}: something else each time`)),
  ],
  [
    'five rounds of edit and run',
    times(10, i =>
      i % 2 === 0 ? write('a.py', 'abcde'[i / 2] ?? 'z') : bash('python3 a.py', `result ${i}`),
    ),
  ],
]

export const stuckCases: StuckCase[] = [
  ...stuck.map(([name, moves]) => ({ name, stuck: true, moves })),
  ...fine.map(([name, moves]) => ({ name, stuck: false, moves })),
]
