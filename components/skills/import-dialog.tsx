'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import {
  importSkills,
  previewImport,
  publishSkill,
  type SkillUpload,
  skillKeys,
} from '../../lib/skills/queries'
import { Dialog } from '../ui/dialog'
import { useToast } from '../ui/toast'
import type { CollectedUpload } from './collect-upload'
import { ImportReview } from './import-review'
import { ImportSource } from './import-source'

/** Brings skills in from a folder, a zip or a paste; nothing is stored before a person has seen it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [upload, setUpload] = useState<SkillUpload | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const client = useQueryClient()
  const toast = useToast()
  const preview = useMutation({
    mutationFn: previewImport,
    onError: error => setProblem(error.message),
  })
  const store = useMutation({
    mutationFn: (choice: { upload: SkillUpload; folders: string[]; publish: boolean }) =>
      importChosen(choice),
    onSuccess: words => {
      toast({ text: words })
      onClose()
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: skillKeys.all }),
  })
  function collect(collected: CollectedUpload) {
    setProblem(collected.ok ? null : collected.message)
    if (!collected.ok) return
    setUpload(collected.upload)
    preview.mutate(collected.upload)
  }
  return (
    <Dialog open onClose={onClose} title="Import skills" className="w-[min(46rem,calc(100vw-2rem))]">
      {upload && preview.data ? (
        <ImportReview
          items={preview.data.items}
          isBusy={store.isPending}
          onBack={() => preview.reset()}
          onImport={(folders, publish) => store.mutate({ upload, folders, publish })}
        />
      ) : (
        <ImportSource problem={problem} isBusy={preview.isPending} onCollect={collect} />
      )}
    </Dialog>
  )
}

/** Imports, then publishes what may be published; says what happened in one sentence. */
async function importChosen(choice: {
  upload: SkillUpload
  folders: string[]
  publish: boolean
}): Promise<string> {
  const { items } = await importSkills(choice.upload, choice.folders)
  const ids = items.flatMap(item =>
    item.outcome === 'created' || item.outcome === 'updated' ? (item.skillId ?? []) : [],
  )
  const words = formatPlural(ids.length, 'skill')
  if (!choice.publish) return `${words} imported, not published yet.`
  let published = 0
  for (const id of ids) {
    const isPublished = await publishSkill(id).then(
      () => true,
      () => false,
    )
    if (isPublished) published += 1
  }
  return `${words} imported, ${published} published.`
}
