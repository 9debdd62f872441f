/** The demos that come with Reef: scripts whose tools really run on real data sets. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { penguins } from './demo/penguins'
import { weather } from './demo/weather'
import type { Script } from './script'
import { scriptedModel } from './scripted-model'

export const demoScripts: readonly Script[] = [penguins, weather]

/** The demo of this name; undefined when there is none. */
export function findDemo(name: string): Script | undefined {
  return demoScripts.find(script => script.name === name)
}

/** The model object that plays a demo. Throws for an unknown name. */
export function demoModel(name: string): LanguageModelV4 {
  const script = findDemo(name)
  if (!script) throw new Error(`There is no demo named "${name}".`)
  return scriptedModel(script)
}

/** The files that a demo's task brings along, read from the packages they come in. */
export async function demoFiles(script: Script): Promise<{ path: string; content: string }[]> {
  return await Promise.all(
    script.files.map(async file => ({
      path: file.path,
      content: await readFile(join(process.cwd(), 'node_modules', file.from), 'utf8'),
    })),
  )
}
