/** A template with one input for tests of what starts by itself, and patience for what comes of it. */
import type { EngineBed } from '../../engine/testing/engine-bed'
import { createTemplate } from '../../templates/repository'
import { createTemplateInput } from '../../templates/schema'

export async function placeTemplate(
  bed: EngineBed,
  name: string,
  instructions = `Look at {{place}} for ${name}`,
) {
  return await createTemplate(
    bed.actor,
    createTemplateInput.parse({
      name,
      title: `${name}: {{place}}`,
      instructions,
      inputs: [{ name: 'place' }],
    }),
  )
}

export async function settled<T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const value = await read()
    if (wanted(value)) return value
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
