'use client'

import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { templateListQuery } from '../../lib/templates/queries'
import type { useAttachments } from '../common/use-attachments'
import { IconButton } from '../ui/icon-button'

const TemplateDialog = dynamic(() =>
  import('../common/template-dialog').then(module => module.TemplateDialog),
)

interface UseTemplateProps {
  /** What is attached in the composer goes along. */
  files: ReturnType<typeof useAttachments>
}

/** Starts a task from a template, beside the composer's own words. */
export function UseTemplate({ files }: UseTemplateProps) {
  const [open, setOpen] = useState(false)
  const { data } = useQuery(templateListQuery())
  if (!data || data.templates.length === 0) return null
  return (
    <>
      <IconButton label="Use a template" onClick={() => setOpen(true)}>
        <LayoutTemplate size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {open ? (
        <TemplateDialog
          title="Use a template"
          templates={data.templates}
          files={files}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
