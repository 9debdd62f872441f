'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { deleteTemplate, templateListQuery } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Item, ListFrame } from './list-frame'
import { TemplateEditor } from './template-editor'

/** Tasks with typed inputs, to be started by hand, by the clock, or from outside. */
export function TemplatesTab() {
  const query = useQuery(templateListQuery())
  const mayWrite = useAllowed('template:write')
  const [edited, setEdited] = useState<Template | 'new' | null>(null)
  return (
    <>
      <ListFrame
        query={query}
        noun="templates"
        newLabel="New template"
        empty={{
          title: 'No template yet',
          words: 'A template is a task with inputs: write {{city}} where the value should stand.',
        }}
        onNew={mayWrite ? () => setEdited('new') : undefined}
        rows={({ templates }) =>
          templates.map(template => (
            <TemplateItem
              key={template.id}
              template={template}
              mayWrite={mayWrite}
              onEdit={() => setEdited(template)}
            />
          ))
        }
      />
      {edited ? (
        <TemplateEditor template={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      ) : null}
    </>
  )
}

interface TemplateItemProps {
  template: Template
  mayWrite: boolean
  onEdit: () => void
}

function TemplateItem({ template, mayWrite, onEdit }: TemplateItemProps) {
  const change = useChange(templateListQuery().queryKey)
  const [asking, setAsking] = useState(false)
  return (
    <Item
      name={template.name}
      aside={template.inputs.map(input => <Badge key={input.name}>{input.name}</Badge>)}
      actions={
        mayWrite ? (
          <>
            <Button size="small" onClick={onEdit}>
              Edit
            </Button>
            <Button size="small" variant="danger" onClick={() => setAsking(true)}>
              Delete
            </Button>
          </>
        ) : null
      }
    >
      {template.description ? <p>{template.description}</p> : null}
      <p className="line-clamp-2 break-words text-meta">{template.instructions}</p>
      <ConfirmDialog
        open={asking}
        title={`Delete ${template.name}?`}
        confirm="Delete"
        danger
        onConfirm={() => change.run(() => deleteTemplate(template.id))}
        onClose={() => setAsking(false)}
      >
        Schedules and webhooks that use it start nothing more. Its tasks stay.
      </ConfirmDialog>
    </Item>
  )
}
