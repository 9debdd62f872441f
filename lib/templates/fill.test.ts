import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillTemplate, placeholdersOf, templateProblems } from './fill'
import { type TemplateInput, templateInput } from './schema'

const input = (part: Partial<TemplateInput> & { name: string }): TemplateInput => templateInput.parse(part)
const template = (instructions: string, inputs: TemplateInput[], title = '') => ({
  title,
  instructions,
  inputs,
})

test('values stand where their names stood, by type (R80)', () => {
  const filled = fillTemplate(
    template(
      'Read {{file}} since {{ day }}, {{count}} rows, {{mode}}. {{note}}',
      [
        input({ name: 'file', type: 'file' }),
        input({ name: 'day', type: 'date' }),
        input({ name: 'count', type: 'number', default: '10' }),
        input({ name: 'mode', type: 'choice', choices: ['fast', 'slow'] }),
        input({ name: 'note', required: false }),
      ],
      'Report\n{{mode}}',
    ),
    { file: 'data/a.csv', day: '2026-02-28', mode: 'fast' },
  )
  expect(filled).toEqual({
    ok: true,
    title: 'Report fast',
    instructions: 'Read data/a.csv since 2026-02-28, 10 rows, fast.',
    values: { file: 'data/a.csv', day: '2026-02-28', count: '10', mode: 'fast', note: '' },
  })
})

test('every value that does not fit is told, in words (R80)', () => {
  const filled = fillTemplate(
    template('x', [
      input({ name: 'file', type: 'file' }),
      input({ name: 'day', type: 'date', label: 'Day' }),
      input({ name: 'count', type: 'number' }),
      input({ name: 'mode', type: 'choice', choices: ['fast', 'slow'] }),
      input({ name: 'what' }),
    ]),
    { file: '../etc', day: '2026-02-30', count: 'many', mode: 'odd', extra: 1 },
  )
  expect(filled).toEqual({
    ok: false,
    problems: [
      { input: 'extra', message: 'There is no input named extra.' },
      { input: 'file', message: 'file must be a relative path, such as data/a.csv.' },
      { input: 'day', message: 'Day must be a date such as 2026-03-31.' },
      { input: 'count', message: 'count must be a number.' },
      { input: 'mode', message: 'mode must be one of fast, slow.' },
      { input: 'what', message: 'what is missing.' },
    ],
  })
})

test('a template that cannot be filled is refused when it is saved (R80)', () => {
  expect(
    templateProblems(
      template('{{a}} {{b}}', [
        input({ name: 'a' }),
        input({ name: 'a' }),
        input({ name: 'c', type: 'choice' }),
        input({ name: 'n', type: 'number', default: 'x' }),
      ]),
    ).map(problem => problem.message),
  ).toEqual([
    '{{b}} has no input of that name.',
    'Two inputs are named a.',
    'c offers no choices.',
    'n must be a number. (its default)',
  ])
})

test('a value is text: braces, dollars and backslashes in it stay as they are (R80)', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, two) => {
      fc.pre(one.trim() !== '' && two.trim() !== '')
      const filled = fillTemplate(template('<{{a}}|{{b}}>', [input({ name: 'a' }), input({ name: 'b' })]), {
        a: one,
        b: two,
      })
      expect(filled).toMatchObject({ ok: true, instructions: `<${one.trim()}|${two.trim()}>` })
    }),
  )
  const sly = fillTemplate(template('{{a}} {{b}}', [input({ name: 'a' }), input({ name: 'b' })]), {
    a: '{{b}} $& $1',
    b: 'secret',
  })
  expect(sly).toMatchObject({ instructions: '{{b}} $& $1 secret' })
})

test('names in braces are found once each', () => {
  expect(placeholdersOf('{{a}} {{ b }} {{a}} { {c}} {{1}}')).toEqual(['a', 'b'])
})
