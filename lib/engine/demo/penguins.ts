/** Demo: measures of 344 penguins (Dr. Kristen Gorman, Palmer Station), a missing tool and missing values on the way. */
import type { Script, ScriptStep } from '../script'

const titles = [
  'Look at the data',
  'Check it for gaps',
  'Compute the table',
  'Write the report',
  'Check the report',
]

/** The plan with this many steps done and the next one under way. */
function plan(done: number): { name: string; input: Record<string, unknown> } {
  const status = (index: number) => (index < done ? 'done' : index === done ? 'doing' : 'todo')
  return { name: 'plan', input: { steps: titles.map((title, index) => ({ title, status: status(index) })) } }
}

const bash = (command: string) => ({ name: 'bash', input: { command } })

const analysis = `# Reads penguins.csv, leaves out birds without measures, prints one line a species.
awk -F, '
  NR > 1 && $6 != "NaN" && $6 != "" {
    birds[$1] += 1; mass[$1] += $6; flipper[$1] += $5; culmen[$1] += $3
    if ($6 > heaviest[$1]) heaviest[$1] = $6
  }
  END {
    for (species in birds)
      printf "%s,%d,%.1f,%.1f,%.1f,%d\\n", species, birds[species], mass[species] / birds[species],
        flipper[species] / birds[species], culmen[species] / birds[species], heaviest[species]
  }' penguins.csv | sort
`

const report = `{
  echo "# Penguins by species"
  echo
  echo "Source: penguins.csv, $(($(wc -l < penguins.csv) - 1)) birds. Status: draft"
  echo
  echo "| Species | Birds | Mean mass (g) | Mean flipper (mm) | Mean culmen (mm) | Heaviest (g) |"
  echo "|---|---:|---:|---:|---:|---:|"
  awk -F, '{ printf "| %s | %s | %s | %s | %s | %s |\\n", $1, $2, $3, $4, $5, $6 }' summary.csv
  echo
  echo "The heaviest species on average is $(sort -t, -k3 -nr summary.csv | head -1 | cut -d, -f1)."
  echo "Left out: $(grep -c NaN penguins.csv) birds without measures."
} > report.md
cat report.md`

const check = `counted=$(awk -F, '{ sum += $2 } END { print sum }' summary.csv)
left_out=$(grep -c NaN penguins.csv)
birds=$(($(wc -l < penguins.csv) - 1))
echo "counted $counted + left out $left_out = birds $birds"
[ $((counted + left_out)) -eq "$birds" ] && echo "the numbers agree" || echo "the numbers differ"`

const steps: ScriptStep[] = [
  {
    id: 'plan',
    reasoning: 'A table of measures and a report. I should look at the file before I trust it.',
    text: 'I make a plan first.',
    calls: [plan(0)],
  },
  {
    id: 'look',
    text: 'What does the file look like?',
    calls: [
      bash(
        'head -5 penguins.csv; echo; wc -l < penguins.csv; cut -d, -f1 penguins.csv | tail -n +2 | sort | uniq -c',
      ),
    ],
    capture: { lines: '^\\s*(\\d+)$' },
  },
  {
    id: 'statistics',
    text: 'csvstat gives an overview of every column at once.',
    calls: [plan(1), bash('csvstat penguins.csv')],
    branches: [{ when: { resultContains: 'not found' }, goTo: 'by-hand' }],
    next: 'gaps',
  },
  {
    id: 'by-hand',
    reasoning: 'csvstat is not installed here. awk is always there and does the same for what I need.',
    text: 'csvstat is not installed here, so I count with awk.',
    calls: [
      bash(
        'awk -F, \'NR > 1 { n[$1]++; m[$1] += $6 } END { for (s in n) printf "%s %d birds, mean mass %.1f g\\n", s, n[s], m[s] / n[s] }\' penguins.csv | sort',
      ),
    ],
  },
  {
    id: 'gaps',
    text: 'Are there gaps in the measures?',
    calls: [
      bash(
        'echo "rows without measures: $(grep -c NaN penguins.csv)"; grep -n NaN penguins.csv; echo "rows without sex: $(grep -c ",$" penguins.csv)"',
      ),
    ],
    capture: { missing: 'rows without measures: (\\d+)' },
    branches: [{ when: { resultContains: 'rows without measures: 0' }, goTo: 'compute' }],
  },
  {
    id: 'leave-out',
    reasoning: 'awk reads NaN as 0, so the means just now were too low. Those rows must be left out.',
    text: '{{missing}} birds have no measures. awk would count them as 0 and pull the means down, so I leave them out.',
    calls: [plan(2), { name: 'write', input: { path: 'analyse.sh', content: analysis } }],
    next: 'run',
  },
  {
    id: 'compute',
    text: 'No gaps. I write the analysis.',
    calls: [plan(2), { name: 'write', input: { path: 'analyse.sh', content: analysis } }],
  },
  {
    id: 'run',
    calls: [bash('bash analyse.sh > summary.csv && cat summary.csv')],
    capture: { gentoo: '^Gentoo,\\d+,([\\d.]+)' },
  },
  {
    id: 'report',
    text: 'The table stands. Now the report, with the numbers straight from it.',
    calls: [plan(3), bash(report)],
    capture: { heaviest: 'on average is (\\w+)\\.' },
  },
  {
    id: 'check',
    text: 'Do the counts add up?',
    calls: [plan(4), bash(check)],
    capture: { sum: '(counted \\d+ \\+ left out \\d+ = birds \\d+)' },
    branches: [{ when: { resultContains: 'the numbers differ' }, goTo: 'differ' }],
  },
  {
    id: 'finish',
    calls: [
      {
        name: 'edit',
        input: { path: 'report.md', old_string: 'Status: draft', new_string: 'Status: checked' },
      },
      plan(5),
    ],
    next: 'summary',
  },
  {
    id: 'differ',
    text: 'The counts do not add up ({{sum}}). I say so in the report rather than hide it.',
    calls: [
      {
        name: 'edit',
        input: {
          path: 'report.md',
          old_string: 'Status: draft',
          new_string: 'Status: the counts do not add up',
        },
      },
    ],
  },
  {
    id: 'summary',
    text: 'Done. **report.md** compares the species. {{heaviest}} are the heaviest on average; Gentoo weigh {{gentoo}} g. {{missing}} birds without measures are left out, and the counts agree: {{sum}}.',
  },
]

export const penguins: Script = {
  name: 'penguins',
  title: 'Compare penguin species',
  instructions:
    'Compare the penguin species in penguins.csv: how many birds, and their mean mass, flipper and culmen length. Write the result as a table to report.md and check that the counts add up.',
  files: [{ path: 'penguins.csv', from: '@observablehq/sample-datasets/penguins.csv' }],
  steps,
  pace: { pieceLength: 12, pieceMs: 25 },
}
