import fs from 'node:fs'
import path from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { describe, expect, test } from 'vitest'
import { forbidden } from './architecture-rules'

const root = import.meta.dirname
const planted = path.join(root, 'scripts', 'testing', 'planted-faults')
const tsConfigFile = path.join(root, 'tsconfig.json')
// Far below what there is: a tool that reads nothing must not pass for a clean tree.
const moduleFloor = 150

async function check(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const result = await cruise(
    folders.filter(folder => fs.existsSync(path.join(baseDir, folder))),
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: 'planted-faults/' },
      tsConfig: { fileName: tsConfigFile },
    },
    {
      tsConfig: tsConfigFile,
      exportsFields: ['exports'],
      mainFields: ['module', 'main'],
      conditionNames: ['import', 'node', 'default'],
    } as never,
    { tsConfig: extractTsConfig(tsConfigFile) },
  )
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered with text')
  return result.output
}

describe('import rules', () => {
  test('hold in the whole tree', async () => {
    const { summary, modules } = await check(root, ['app', 'components', 'lib', 'prisma'])
    const unresolved = modules.flatMap(({ source, couldNotResolve }) =>
      couldNotResolve && /^(\.|@\/)/.test(source) ? [source] : [],
    )
    expect(modules.length).toBeGreaterThan(moduleFloor)
    expect(unresolved).toEqual([])
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  }, 120_000)

  test('each fires on its planted fault', async () => {
    const { summary } = await check(planted, ['app', 'components', 'lib', 'prisma'])
    const fired = new Set(summary.violations.map(violation => violation.rule.name))
    expect([...fired].sort()).toEqual(forbidden.map(rule => rule.name).sort())
  }, 60_000)
})
