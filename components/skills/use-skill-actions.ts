'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { archiveSkill, publishSkill, saveVersion, skillKeys } from '../../lib/skills/queries'
import type { SaveVersionInput, SkillDetail } from '../../lib/skills/schema'
import { useToast } from '../ui/toast'

/** Save, publish and archive one skill; what the server answers is what the page shows. */
export function useSkillActions(skillId: string) {
  const client = useQueryClient()
  const toast = useToast()
  const place = (skill: SkillDetail) => {
    client.setQueryData(skillKeys.detail(skillId), skill)
    void client.invalidateQueries({ queryKey: ['skills', 'list'] })
  }
  const onError = (error: Error) => toast({ text: error.message, tone: 'failed' })
  const save = useMutation({
    mutationFn: (input: Partial<SaveVersionInput> & { base: number }) => saveVersion(skillId, input),
    onSuccess: skill => {
      place(skill)
      toast({ text: `Saved as version ${skill.latestVersion}.` })
    },
    onError,
  })
  const publish = useMutation({
    mutationFn: (version: number) => publishSkill(skillId, version),
    onSuccess: skill => {
      place(skill)
      toast({ text: `Version ${skill.publishedVersion} is published. New runs get it.` })
    },
    onError,
  })
  const archive = useMutation({
    mutationFn: (isArchived: boolean) => archiveSkill(skillId, isArchived),
    onSuccess: (skill, isArchived) => {
      place(skill)
      if (!isArchived) return
      toast({ text: 'Skill archived.', action: { label: 'Undo', onAction: () => archive.mutate(false) } })
    },
    onError,
  })
  return { save, publish, archive }
}
