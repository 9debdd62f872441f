/** Says under which licence a skill comes: the licence belongs to the skill, not to the collection around it. */
import type { Diagnostic, Frontmatter } from './schema'

export interface LicenceFinding {
  /** SPDX identifier where one is recognised, else the skill's own words; null when nothing is said. */
  licence: string | null
  diagnostics: Diagnostic[]
}

const knownTexts: [RegExp, string][] = [
  [/apache license[\s,]+version 2\.0/i, 'Apache-2.0'],
  [/\bMIT No Attribution\b/i, 'MIT-0'],
  [/\bMIT License\b|permission is hereby granted, free of charge/i, 'MIT'],
  [/\bISC License\b/i, 'ISC'],
  [/redistribution and use in source and binary forms/i, 'BSD-3-Clause'],
  [/mozilla public license,? version 2\.0/i, 'MPL-2.0'],
  [/gnu affero general public license/i, 'AGPL-3.0'],
  [/gnu lesser general public license/i, 'LGPL-3.0'],
  [/gnu general public license/i, 'GPL-3.0'],
  [/attribution-sharealike 4\.0/i, 'CC-BY-SA-4.0'],
  [/attribution 4\.0 international/i, 'CC-BY-4.0'],
  [/all rights reserved/i, 'proprietary'],
]

const free = /^(MIT(-0)?|Apache-2\.0|ISC|BSD-[23]-Clause|0BSD|CC0-1\.0|Unlicense|MPL-2\.0|CC-BY-4\.0)$/

/** Recognises a licence text by its well-known sentences. */
export function recogniseLicence(text: string): string | null {
  const head = text.slice(0, 4000)
  return knownTexts.find(([pattern]) => pattern.test(head))?.[1] ?? null
}

/**
 * The field `license`, else a licence file in the skill's folder, else one in a folder above it (`inherited`), which
 * only hints: collections re-ship skills under other terms.
 */
export function detectLicence(frontmatter: Frontmatter, own?: string, inherited?: string): LicenceFinding {
  const field = typeof frontmatter.license === 'string' ? frontmatter.license.trim() : ''
  const pointsToFile = /licen[cs]e\.(txt|md)|see licen[cs]e/i.test(field)
  const fromFile = own === undefined ? null : recogniseLicence(own)
  const licence = field !== '' && !pointsToFile ? field.slice(0, 200) : (fromFile ?? (field || null))
  if (licence !== null) return { licence, diagnostics: free.test(licence) ? [] : [notFree(licence)] }
  const collection = inherited === undefined ? null : recogniseLicence(inherited)
  if (collection !== null) {
    const message = `The skill names no licence; the collection around it is under ${collection}.`
    return { licence: collection, diagnostics: [{ code: 'licence-inherited', severity: 'info', message }] }
  }
  const message = 'The skill names no licence: ask before you pass it on.'
  return {
    licence: null,
    diagnostics: [{ code: 'licence-missing', severity: 'info', message, field: 'license' }],
  }
}

function notFree(licence: string): Diagnostic {
  const message = `Licence "${licence}": read its terms before you change the skill or pass it on.`
  return { code: 'licence-terms', severity: 'warning', message, field: 'license' }
}
