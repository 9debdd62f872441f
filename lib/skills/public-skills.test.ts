import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { zipSync } from 'fflate'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { buildCatalog, catalogCharacters } from './catalog'
import { type FoundSkill, importFiles, importZip } from './import'
import { inspectSkill } from './inspect'
import { isFinding } from './rules'
import { estimateTokens } from './token-estimate'
import { writeZip } from './write-zip'

const root = join(process.env.REEF_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data'), 'skills')
const isThere = existsSync(root)
if (!isThere) console.log('public-skills.test.ts skipped: the shared data folder is not there.')

function readTree(folder: string): { path: string; bytes: Uint8Array }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path: relative(folder, path), bytes: Uint8Array.from(readFileSync(path)) }))
}

function importTree(folder: string): FoundSkill[] {
  const result = importFiles(readTree(join(root, folder)))
  if (!result.ok) throw new Error(result.message)
  return result.items.filter(item => item.kind === 'skill')
}

const lastPart = (path: string) => path.split('/').at(-1) ?? ''

describe.skipIf(!isThere)('the 195 public skills', () => {
  it.each([
    ['superpowers', { found: 14, strict: 14, codes: {} }],
    [
      'wshobson-agents',
      { found: 181, strict: 166, codes: { 'field-unknown': 14, 'name-folder-mismatch': 1 } },
    ],
  ] as const)('%s: all import, and as many are strictly valid as the table says', (folder, expected) => {
    const skills = importTree(folder)
    const strict = skills.map(skill =>
      inspectSkill(skill.files, { mode: 'strict', folder: lastPart(skill.folder) }),
    )
    const errors = strict.map(item => item.diagnostics.filter(found => found.severity === 'error'))
    const codes: Record<string, number> = {}
    for (const { code } of errors.flat()) codes[code] = (codes[code] ?? 0) + 1
    expect({ found: skills.length, strict: errors.filter(list => list.length === 0).length, codes }).toEqual(
      expected,
    )
  })

  it('gives each its diagnostics, deterministically', () => {
    const count = () => {
      const codes: Record<string, number> = {}
      for (const { code } of [...importTree('superpowers'), ...importTree('wshobson-agents')].flatMap(
        skill => skill.diagnostics,
      )) {
        if (!code.startsWith('scan-')) codes[code] = (codes[code] ?? 0) + 1
      }
      return codes
    }
    expect(count()).toEqual({
      'body-long': 10,
      'body-tokens': 4,
      'field-unknown': 14,
      'licence-inherited': 193,
      'link-missing': 20,
      'name-folder-mismatch': 1,
    })
  })

  it('flags only the few that really do what a rule names', () => {
    const skills = [...importTree('superpowers'), ...importTree('wshobson-agents')]
    const warned = skills.filter(skill =>
      skill.diagnostics.some(item => isFinding(item) && item.severity === 'warning'),
    )
    // All four pipe an installer into a shell or write to AGENTS.md, as their authors meant: worth a look, not a block.
    const names = warned.map(skill => skill.name).sort()
    expect(names).toEqual(['gitops-workflow', 'linkerd-patterns', 'scan', 'uv-package-manager'])
  })

  it('exports byte-identical, by folder and by zip', async () => {
    for (const skill of [...importTree('superpowers'), ...importTree('wshobson-agents')]) {
      const again = await importZip(writeZip(skill.name, skill.files))
      const [item] = again.ok ? again.items : []
      expect(item).toMatchObject({ kind: 'skill', name: skill.name, hash: skill.hash })
      const sorted = [...skill.files].sort((a, b) => (a.path < b.path ? -1 : 1))
      expect(item?.kind === 'skill' && item.files).toEqual(sorted)
    }
  })

  it('imports the same from a zip of the whole collection', async () => {
    const files = readTree(join(root, 'wshobson-agents'))
    const zip = zipSync(
      Object.fromEntries(files.map(file => [`agents-main/plugins/${file.path}`, file.bytes] as const)),
    )
    const result = await importZip(zip)
    const hashes = result.ok ? result.items.map(item => item.kind === 'skill' && item.hash) : []
    expect(hashes.sort()).toEqual(
      importTree('wshobson-agents')
        .map(skill => skill.hash)
        .sort(),
    )
  })

  it('estimates tokens within 5 % of o200k over all, and fits the catalog into its budget', () => {
    const skills = [...importTree('superpowers'), ...importTree('wshobson-agents')]
    const bodies = skills.map(skill => skill.skill.body)
    const real = bodies.reduce((sum, body) => sum + countTokens(body), 0)
    const estimated = bodies.reduce((sum, body) => sum + estimateTokens(body), 0)
    expect(Math.abs(estimated / real - 1)).toBeLessThan(0.05)
    const catalog = buildCatalog(skills)
    expect(catalog.length).toBeLessThanOrEqual(catalogCharacters)
    expect(catalog.split('\n')).toHaveLength(skills.length)
  })
})
