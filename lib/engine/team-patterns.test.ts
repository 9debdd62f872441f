import { afterAll, beforeAll, expect, test } from 'vitest'
import { addTemplates, listTemplates } from '../agents/add-templates'
import { agentTemplates } from '../agents/templates'
import { readTree } from '../runs/tree/repository'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { handOut, makeCall, playTeam, type Role, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  const names = agentTemplates.map(template => template.name)
  const added = await addTemplates(bed.actor, names)
  expect(added.map(agent => agent.name)).toEqual(['Lead', 'Maker', 'Checker', 'Researcher', 'Writer'])
  expect(await addTemplates(bed.actor, names)).toEqual([])
  expect((await listTemplates(bed.actor)).templates.map(template => template.added)).toEqual(
    Array(5).fill(true),
  )
})
afterAll(() => bed.close())

const play = (roles: Record<string, Role>) => bed.server.respond(playTeam(roles))
const write = (path: string, content: string) => makeCall('write', { path, content })

async function whoDidWhat(runId: string): Promise<string[]> {
  const { runs } = await readTree(bed.actor, runId)
  return runs.map(run => `${run.agentName}${run.title ? `: ${run.title}` : ''}`)
}

test('lead and workers: parts at the same time, put together by the lead', async () => {
  const chapters = ['one', 'two', 'three']
  play({
    book: ({ results }) =>
      [
        makeCall('skill', { name: 'team-work' }),
        handOut(
          ...chapters.map(name => ({
            agent: 'Maker',
            title: `Chapter ${name}`,
            instructions: `chapter ${name}`,
          })),
        ),
        makeCall('bash', { command: 'cat team/*/chapter.md > book.md; wc -l < book.md' }),
      ][results.length] ?? say(`The book has ${results.at(-1)} lines.`),
    chapter: ({ results, asked }) =>
      results.length === 0 ? write('chapter.md', `${asked.split('\n', 1)[0]}\n`) : say('Written.'),
  })
  const state = await bed.ended(await bed.assign('book of three chapters', { agent: 'Lead' }))
  expect(state.end?.result).toBe('The book has 3 lines.')
  expect(state.openedSkills.map(skill => skill.name)).toEqual(['team-work'])
  expect(await whoDidWhat(state.runId)).toEqual(['Lead', ...chapters.map(name => `Maker: Chapter ${name}`)])
})

test('maker and checker: what the checker finds goes back, and the checker is never the maker', async () => {
  const schema = {
    type: 'object',
    properties: { passed: { type: 'boolean' }, faults: { type: 'array', items: { type: 'string' } } },
    required: ['passed', 'faults'],
  }
  const make = (fault: string, files: string[] = []) =>
    handOut({ agent: 'Maker', title: 'Make', instructions: `make the sum${fault}`, files })
  const check = (folder: string) =>
    handOut({
      agent: 'Checker',
      title: 'Check',
      instructions: 'check: 2 + 2',
      files: [`team/${folder}`],
      schema,
    })
  play({
    sum: ({ results }) =>
      [make(''), check('1-make'), make(' again: it says 5', ['team/1-make/sum.txt']), check('3-make')][
        results.length
      ] ?? say(results.at(-1)?.includes('"passed": true') ? 'Right.' : 'Not done.'),
    make: ({ results, asked }) =>
      results.length === 0
        ? write('sum.txt', asked.startsWith('make the sum again') ? '4' : '5')
        : say('Made.'),
    check: ({ results }) =>
      results.length === 0
        ? makeCall('bash', { command: 'cat team/*/sum.txt' })
        : say(
            results[0] === '4'
              ? '{"passed": true, "faults": []}'
              : '{"passed": false, "faults": ["5 is not 4"]}',
          ),
  })
  const state = await bed.ended(await bed.assign('sum of two and two', { agent: 'Lead' }))
  expect(state.end?.result).toBe('Right.')
  expect(await whoDidWhat(state.runId)).toEqual([
    'Lead',
    'Maker: Make',
    'Checker: Check',
    'Maker: Make',
    'Checker: Check',
  ])
  expect(state.children.map(child => child.end?.problem)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  const checker = await bed.ended(state.children[1]?.childRunId ?? '')
  expect(checker.created.recipe.tools).not.toContain('write')
  expect(checker.created.files.map(file => file.path)).toEqual(['team/1-make/sum.txt'])
})

test('research in parallel, then one writer who gets all notes', async () => {
  const sides = ['cost', 'safety', 'age']
  play({
    question: ({ results }) =>
      [
        handOut(
          ...sides.map(side => ({ agent: 'Researcher', title: side, instructions: `research ${side}` })),
        ),
        handOut({ agent: 'Writer', title: 'Report', instructions: 'report for the board', files: ['team'] }),
        makeCall('bash', { command: 'cp team/4-report/report.md report.md; cat report.md' }),
      ][results.length] ?? say('The report is in report.md.'),
    research: ({ results, asked }) =>
      results.length === 0
        ? write('notes.md', `${asked.split('\n', 1)[0]}: https://example.com\n`)
        : say('Found.'),
    report: ({ results }) =>
      results.length < 3
        ? makeCall('read', { path: `team/${results.length + 1}-${sides[results.length]}/notes.md` })
        : results.length === 3
          ? write('report.md', results.map(note => note.replace(/^\s*\d+\s*/, '').trim()).join('\n'))
          : say('Written.'),
  })
  const state = await bed.ended(await bed.assign('question with three sides', { agent: 'Lead' }))
  expect(state.end?.result).toBe('The report is in report.md.')
  const cat = Object.values(state.toolCalls).at(-1)?.output ?? ''
  for (const side of sides) expect(cat).toContain(`research ${side}: https://example.com`)
  expect(await whoDidWhat(state.runId)).toEqual([
    'Lead',
    ...sides.map(side => `Researcher: ${side}`),
    'Writer: Report',
  ])
})

test('the prompt of one who can hand work on names the others, a line each', async () => {
  play({ names: () => say('Read.') })
  const before = bed.server.exchanges.length
  await bed.ended(await bed.assign('names of the others'))
  const body = JSON.stringify(bed.server.exchanges[before]?.body)
  expect(body).toContain(
    'Agents you can hand work to with delegate:\\n- Checker: Checks what somebody else made',
  )
  expect(body).not.toContain('- Reef:')
})
