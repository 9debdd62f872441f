'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { createSkill } from '../../lib/skills/queries'
import { NotAllowed } from '../common/not-allowed'
import { PageHeader } from '../common/page-header'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { useToast } from '../ui/toast'
import { SkillChecks } from './skill-checks'
import { SkillEditor } from './skill-editor'
import { useInspection } from './use-inspection'

const template = `---
name: weekly-report
description: Say what the skill does and when an agent should use it. This line is all that an agent sees at first.
license: MIT
---

# Weekly report

What a good result looks like, in a sentence or two.

## Steps

1. What to look at first.
2. What to do, with the commands or the template to use.
3. How to check the result before it is called done.
`

/** A first version, written from a template that already passes the checks. */
export function NewSkillView() {
  return useAllowed('skill:write') ? <NewSkill /> : <NotAllowed title="New skill" />
}

function NewSkill() {
  const [text, setText] = useState(template)
  const [goTo, setGoTo] = useState<{ line: number } | null>(null)
  const router = useRouter()
  const client = useQueryClient()
  const toast = useToast()
  const inspection = useInspection({ texts: { 'SKILL.md': text }, paths: ['SKILL.md'] })
  const create = useMutation({
    mutationFn: () => createSkill({ text }),
    onSuccess: skill => {
      void client.invalidateQueries({ queryKey: ['skills', 'list'] })
      router.push(`/skills/${skill.id}`)
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
  })
  const canSave = inspection?.canSave === true && !create.isPending
  useShortcut('mod+s', () => create.mutate(), canSave)
  return (
    <>
      <PageHeader title="New skill">
        <Button variant="ghost" onClick={() => router.push('/skills')}>
          Cancel
        </Button>
        <Button variant="primary" disabled={!canSave} onClick={() => create.mutate()}>
          Save draft
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-auto">
        <SkillEditor
          path="SKILL.md"
          text={template}
          revision="new"
          isReadOnly={false}
          goTo={goTo}
          onChange={setText}
        />
        <aside
          aria-label="Checks"
          className="scroll-quiet w-80 shrink-0 overflow-auto border-l max-md:w-full max-md:border-t max-md:border-l-0"
        >
          <SkillChecks diagnostics={inspection?.diagnostics ?? []} onOpen={(_, line) => setGoTo({ line })} />
        </aside>
      </div>
    </>
  )
}
