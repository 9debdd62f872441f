/** Comma-separated values (RFC 4180), in and out. */

/** The records of a text: quotes, line breaks in quotes, CRLF, a byte order mark. Empty lines are left out. */
export function parseCsv(text: string, separator = separatorOf(text)): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let quoted = false
  const source = text.replace(/^\ufeff/, '')
  const endRecord = () => {
    record.push(field)
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
    field = ''
  }
  for (let index = 0; index < source.length; index += 1) {
    const character = source.charAt(index)
    if (quoted) {
      if (character !== '"') field += character
      else if (source.charAt(index + 1) === '"') {
        field += '"'
        index += 1
      } else quoted = false
    } else if (character === '"' && field === '') quoted = true
    else if (character === separator) {
      record.push(field)
      field = ''
    } else if (character === '\n') endRecord()
    else if (character !== '\r' || source.charAt(index + 1) !== '\n') field += character
  }
  if (quoted) throw new Error('A quote is not closed.')
  if (field !== '' || record.length > 0) endRecord()
  return records
}

/** What parts the fields of the first line: tables copied from a spreadsheet have tabs, some countries semicolons. */
function separatorOf(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return ['\t', ';'].find(each => line.includes(each) && !line.includes(',')) ?? ','
}

/** Records with the names of the first line. Throws with words for a person when the table is uneven. */
export function rowsOfCsv(text: string): Record<string, string>[] {
  const [head, ...records] = parseCsv(text)
  if (!head) throw new Error('The table is empty.')
  const names = head.map(name => name.trim())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`Two columns are named "${twice}".`)
  return records.map((record, index) => {
    if (record.length !== names.length)
      throw new Error(`Row ${index + 1} has ${record.length} fields, the first line has ${names.length}.`)
    return Object.fromEntries(names.map((name, column) => [name, record[column] ?? '']))
  })
}

/** Text of a table. What a spreadsheet would take for a formula begins with an apostrophe. */
export function writeCsv(records: readonly (readonly (string | number | null)[])[]): string {
  return records.map(record => `${record.map(writeField).join(',')}\r\n`).join('')
}

function writeField(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.]+$/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
