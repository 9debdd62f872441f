import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv, rowsOfCsv, writeCsv } from './csv'
import { batchCsv, resultColumns, resultFields } from './results'

test('a table is read as spreadsheets write it', () => {
  expect(rowsOfCsv('\ufeffcity,note\r\nOslo,"wet, ""cold"""\r\n\r\nRome,"two\nlines"\r\n')).toEqual([
    { city: 'Oslo', note: 'wet, "cold"' },
    { city: 'Rome', note: 'two\nlines' },
  ])
  expect(rowsOfCsv('a;b\n1;2')).toEqual([{ a: '1', b: '2' }])
  expect(rowsOfCsv('a\tb\n1\t2')).toEqual([{ a: '1', b: '2' }])
  expect(() => rowsOfCsv('a,b\n1')).toThrow('Row 1 has 1 fields, the first line has 2.')
  expect(() => rowsOfCsv('a,a\n1,2')).toThrow('Two columns are named "a".')
  expect(() => parseCsv('a,"b')).toThrow('A quote is not closed.')
})

test('what is written is read back', () => {
  const field = fc
    .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '7') })
    .map(text => `x${text}`)
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1 }), records => {
      expect(parseCsv(writeCsv(records), ',')).toEqual(records)
    }),
  )
})

test('what a spreadsheet would run is only text', () => {
  expect(writeCsv([['=1+1', '-5', '@x', '+4', '-cmd']])).toBe("'=1+1,-5,'@x,+4,'-cmd\r\n")
})

test('answers that are JSON become columns', () => {
  expect(resultFields('```json\n{"score": 3, "tags": ["a"]}\n```')).toEqual({ score: 3, tags: '["a"]' })
  expect(resultFields('It is fine.')).toBeNull()
  expect(resultColumns(['{"a":1}', 'x', '{"b":2,"a":3}'])).toEqual(['a', 'b'])
  const row = {
    status: 'started',
    problem: null,
    taskId: 'task_1',
    taskStatus: null,
    runId: 'run_1',
  } as const
  const figures = { tokens: 12, costUsd: 0.5, costUnknown: false, runStatus: 'succeeded' }
  expect(
    batchCsv({
      columns: ['city'],
      rows: [{ number: 1, values: { city: 'Oslo' }, result: '{"a":1}', ...row, ...figures }],
    }),
  ).toBe(
    'row,city,status,result,result.a,tokens,usd,task\r\n1,Oslo,succeeded,"{""a"":1}",1,12,0.5,task_1\r\n',
  )
})
