'use client'

import { useEffect, useState } from 'react'
import { hasErrors } from '../../lib/skills/rules'
import type { Diagnostic } from '../../lib/skills/schema'

export interface LiveInspection {
  /** By the rules for publishing. */
  diagnostics: Diagnostic[]
  /** Whether the text can be saved at all: there is a description and readable front matter. */
  canSave: boolean
}

interface InspectionInput {
  /** Texts of the files that are known here, by path. */
  texts: Readonly<Record<string, string>>
  /** All paths of the skill. */
  paths: readonly string[]
  folder?: string | undefined
}

/**
 * Checks the text while it is written, with the code that the server uses; fetched on demand. Null until the first
 * check, and without an input: what is stored as it stands was checked when it was stored.
 */
export function useInspection(input: InspectionInput | null): LiveInspection | null {
  const [result, setResult] = useState<LiveInspection | null>(null)
  const key = JSON.stringify(input)
  useEffect(() => {
    const toCheck = JSON.parse(key) as InspectionInput | null
    if (!toCheck) {
      setResult(null)
      return
    }
    let isCurrent = true
    const timer = setTimeout(async () => {
      const found = await inspect(toCheck)
      if (isCurrent) setResult(found)
    }, 200)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [key])
  return result
}

async function inspect({ texts, paths, folder }: InspectionInput): Promise<LiveInspection> {
  const { inspectSkill } = await import('../../lib/skills/inspect')
  const encoder = new TextEncoder()
  const files = paths.map(path => ({ path, bytes: encoder.encode(texts[path] ?? '') }))
  const named = folder === undefined ? {} : { folder }
  const lenient = inspectSkill(files, { mode: 'lenient', ...named })
  const strict = inspectSkill(files, { mode: 'strict', ...named })
  return { diagnostics: strict.diagnostics, canSave: !hasErrors(lenient.diagnostics) }
}
