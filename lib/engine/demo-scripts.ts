/** The demos that come with Reef: scripts whose tools really run on real data sets. */
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
export function demoModel(name: string): ReturnType<typeof scriptedModel> {
  const script = findDemo(name)
  if (!script) throw new Error(`There is no demo named "${name}".`)
  return scriptedModel(script)
}
