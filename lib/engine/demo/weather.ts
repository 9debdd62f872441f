/** Demo: daily weather of two cities (NOAA), the wettest months computed and compared. */
import type { Script, ScriptStep } from '../script'

const titles = ['Look at the data', 'Rain and temperature by month', 'Write the report']

function plan(done: number): { name: string; input: Record<string, unknown> } {
  const status = (index: number) => (index < done ? 'done' : index === done ? 'doing' : 'todo')
  return { name: 'plan', input: { steps: titles.map((title, index) => ({ title, status: status(index) })) } }
}

const bash = (command: string) => ({ name: 'bash', input: { command } })

const monthly = `awk -F, 'NR > 1 {
  key = $1 "," substr($2, 6, 2)
  rain[key] += $3; days[key] += 1; warm[key] += $4
} END {
  for (key in rain) printf "%s,%.1f,%.1f\\n", key, rain[key] / (days[key] / 30.4), warm[key] / days[key]
}' weather.csv | sort > monthly.csv
wc -l < monthly.csv; head -3 monthly.csv`

const report = `{
  echo "# Rain in two cities"
  echo
  echo "From $(($(wc -l < weather.csv) - 1)) days in weather.csv."
  for city in $(cut -d, -f1 monthly.csv | sort -u | tr ' ' '_'); do
    name=$(echo "$city" | tr '_' ' ')
    echo
    echo "## $name"
    echo
    echo "| Month | Rain (mm a month) | Mean high (°C) |"
    echo "|---|---:|---:|"
    grep "^$name," monthly.csv | sort -t, -k3 -nr | head -3 | awk -F, '{ printf "| %s | %s | %s |\\n", $2, $3, $4 }'
  done
} > report.md
cat report.md
echo "wettest of all: $(sort -t, -k3 -nr monthly.csv | head -1)"`

const steps: ScriptStep[] = [
  {
    id: 'plan',
    reasoning: 'Two cities, several years of days. Months are the right grain.',
    calls: [plan(0)],
  },
  {
    id: 'look',
    text: 'First a look at the columns and the cities.',
    calls: [bash('head -3 weather.csv; cut -d, -f1 weather.csv | tail -n +2 | sort | uniq -c')],
  },
  {
    id: 'query',
    text: 'A query by month is short in SQL.',
    calls: [
      plan(1),
      bash('duckdb -c "select location, month(date), sum(precipitation) from \'weather.csv\' group by all"'),
    ],
    branches: [{ when: { resultContains: 'not found' }, goTo: 'by-hand' }],
    next: 'monthly',
  },
  {
    id: 'by-hand',
    reasoning: 'No duckdb in this sandbox. Grouping by city and month is four lines of awk.',
    text: 'There is no duckdb here. awk groups by month just as well.',
    calls: [bash(monthly)],
    next: 'report',
  },
  { id: 'monthly', text: 'I keep the monthly figures in a file.', calls: [bash(monthly)] },
  {
    id: 'report',
    text: 'Now the three wettest months of each city.',
    calls: [plan(2), bash(report)],
    capture: {
      city: 'wettest of all: ([^,]+),',
      month: 'wettest of all: [^,]+,(\\d+)',
      rain: 'wettest of all: [^,]+,\\d+,([\\d.]+)',
    },
  },
  { id: 'finish', calls: [plan(3)] },
  {
    id: 'summary',
    text: 'Done. **report.md** has the three wettest months of each city. The wettest of all is month {{month}} in {{city}}, with {{rain}} mm.',
  },
]

export const weather: Script = {
  name: 'weather',
  title: 'Find the wettest months',
  instructions:
    'Find the three wettest months of each city in weather.csv, with the mean high temperature, and write them to report.md.',
  files: [{ path: 'weather.csv', from: '@observablehq/sample-datasets/weather.csv' }],
  steps,
  pace: { pieceLength: 12, pieceMs: 25 },
}
