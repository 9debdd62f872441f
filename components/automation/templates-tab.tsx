'use client'

import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { deleteTemplate, templateListQuery } from '../../lib/templates/queries'
import type { Template } from '../../lib/templates/schema'
import { TemplateFacts } from '../common/template-facts'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ItemMenu } from './item-menu'
import { Item, ListFrame } from './list-frame'

const TemplateEditor = dynamic(() => import('./template-editor').then(module => module.TemplateEditor))
const TemplateDialog = dynamic(() =>
  import('../common/template-dialog').then(module => module.TemplateDialog),
)

/** Tasks with typed inputs, to be started by hand, by the clock, or from outside. */
export function TemplatesTab() {
  const query = useQuery(templateListQuery())
  const mayWrite = useAllowed('template:write')
  return (
    <ListFrame
      query={query}
      noun="templates"
      newLabel="New template"
      empty={{
        icon: <LayoutTemplate size={20} strokeWidth={1.5} aria-hidden />,
        title: 'No template yet',
        words:
          'A template is a task to be started again and again, each time with other values. Schedules, batches and incoming webhooks start work from it. “Save as template” in the menu of a task makes one too.',
      }}
      mayWrite={mayWrite}
      rows={({ templates }, edit: (template: Template) => void) =>
        templates.map(template => (
          <TemplateItem
            key={template.id}
            template={template}
            mayWrite={mayWrite}
            onEdit={() => edit(template)}
          />
        ))
      }
      editor={(template, onClose) => <TemplateEditor template={template} onClose={onClose} />}
    />
  )
}

interface TemplateItemProps {
  template: Template
  mayWrite: boolean
  onEdit: () => void
}

function TemplateItem({ template, mayWrite, onEdit }: TemplateItemProps) {
  const change = useChange(templateListQuery().queryKey)
  const mayStart = useAllowed('task:write')
  const [starting, setStarting] = useState(false)
  return (
    <Item
      name={template.name}
      aside={template.inputs.map(input => <Badge key={input.name}>{input.name}</Badge>)}
      actions={
        <>
          {mayStart ? (
            <Button size="small" onClick={() => setStarting(true)}>
              Start task
            </Button>
          ) : null}
          {mayWrite ? (
            <ItemMenu
              name={template.name}
              onEdit={onEdit}
              onDelete={() => change.run(() => deleteTemplate(template.id))}
              afterDelete="Schedules and webhooks that use it start nothing more. Its tasks stay."
            />
          ) : null}
        </>
      }
    >
      {template.description ? <p>{template.description}</p> : null}
      <p className="line-clamp-2 break-words">{template.instructions}</p>
      <p className="text-meta">
        <TemplateFacts template={template} />
      </p>
      {starting ? (
        <TemplateDialog title="Start a task" templates={[template]} onClose={() => setStarting(false)} />
      ) : null}
    </Item>
  )
}
