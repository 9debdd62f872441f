/** Takes one value out of a JSON document by a pointer (RFC 6901). */
import type { Json } from '../shared/json'

/** The value, or undefined when the document has none there. Only own keys count. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  if (pointer === '') return document
  let here: Json | undefined = document
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(here)) here = /^(0|[1-9]\d*)$/.test(key) ? here[Number(key)] : undefined
    else if (here !== null && typeof here === 'object')
      here = Object.hasOwn(here, key) ? here[key] : undefined
    else return undefined
  }
  return here
}

/** Values for a template's inputs. Objects and lists become their JSON text; what is not there is left out. */
export function valuesFrom(
  document: Json,
  mapping: Readonly<Record<string, string>>,
): Record<string, string | number | boolean | null> {
  const found: Record<string, string | number | boolean | null> = {}
  for (const [input, pointer] of Object.entries(mapping)) {
    const value = valueAt(document, pointer)
    if (value === undefined) continue
    found[input] = value !== null && typeof value === 'object' ? JSON.stringify(value) : value
  }
  return found
}
