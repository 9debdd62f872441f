'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { batchListQuery, createBatch } from '../../lib/batches/queries'
import { templateListQuery } from '../../lib/templates/queries'
import { DialogForm } from '../common/dialog-form'
import { useBudgetUnit } from '../common/use-budget-unit'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Textarea } from '../ui/textarea'
import { NumberField, numberOf } from './number-field'
import { TemplateField } from './work-fields'

const emptyDraft = { name: '', template: '', csv: '', concurrency: '4', usd: '', tokens: '' }
type Draft = typeof emptyDraft

/** A template, its table, and what the whole may take. */
export function BatchEditor({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const change = (part: Partial<Draft>) => setDraft(current => ({ ...current, ...part }))
  const { data } = useQuery(templateListQuery())
  const chosen = data?.templates.find(each => each.id === draft.template)
  const client = useQueryClient()
  const router = useRouter()
  const start = useMutation({
    mutationFn: async () => {
      const { name, template, csv } = draft
      const concurrency = numberOf(draft.concurrency, 'rows at once')
      return await createBatch({ name: name.trim(), template, csv, concurrency, budget: readBudget(draft) })
    },
    onSuccess: async batch => {
      await client.invalidateQueries({ queryKey: batchListQuery().queryKey })
      router.push(`/automation/batches/${batch.id}`)
    },
  })
  const columns = chosen?.inputs.map(input => input.name) ?? []
  return (
    <Dialog open onClose={onClose} title="New batch" className="w-[min(40rem,calc(100vw-2rem))]">
      <DialogForm
        send="Start batch"
        disabled={!draft.name.trim() || !draft.template || !draft.csv.trim()}
        busy={start.isPending}
        error={start.error}
        onSend={() => start.mutate()}
        onClose={onClose}
      >
        <Field label="Name">
          {control => (
            <Input
              {...control}
              data-autofocus
              value={draft.name}
              onChange={event => change({ name: event.target.value })}
            />
          )}
        </Field>
        <TemplateField
          templates={data?.templates}
          value={draft.template}
          none="Choose a template"
          onChange={template => change({ template })}
        />
        <TableField csv={draft.csv} columns={columns} onChange={csv => change({ csv })} />
        <div className="grid grid-cols-3 gap-3 max-md:grid-cols-1">
          <NumberField
            label="Rows at once"
            value={draft.concurrency}
            onChange={concurrency => change({ concurrency })}
          />
          <NumberField label="Budget in dollars" value={draft.usd} onChange={usd => change({ usd })} />
          <NumberField
            label="Budget in tokens"
            value={draft.tokens}
            onChange={tokens => change({ tokens })}
          />
        </div>
        <BudgetHint agent={chosen?.agent ?? ''} model={chosen?.model ?? ''} usd={draft.usd} />
      </DialogForm>
    </Dialog>
  )
}

function readBudget({ usd, tokens }: Draft) {
  return {
    ...(usd.trim() ? { usd: numberOf(usd, 'dollars') } : {}),
    ...(tokens.trim() ? { tokens: numberOf(tokens, 'tokens') } : {}),
  }
}

/** Said before the batch starts: with a limit that cannot be kept, every row would wait. */
function BudgetHint({ agent, model, usd }: { agent: string; model: string; usd: string }) {
  const unit = useBudgetUnit({ agent, model })
  return (
    <p className="-mt-2 text-meta text-muted">
      {unit === 'tokens' && usd.trim() !== ''
        ? 'The price of its model is unknown, so a budget in dollars would hold every row. Set one in tokens.'
        : 'For all rows together. Each task keeps the budget of its template besides.'}
    </p>
  )
}

interface TableFieldProps {
  csv: string
  columns: readonly string[]
  onChange: (csv: string) => void
}

function TableField({ csv, columns, onChange }: TableFieldProps) {
  return (
    <>
      <Field
        label="Table"
        hint={`CSV, or cells copied from a spreadsheet. The first line names the inputs${columns.length > 0 ? `: ${columns.join(',')}` : ''}.`}
      >
        {control => (
          <Textarea
            {...control}
            className="max-h-60 min-h-28 font-mono"
            placeholder={columns.length > 0 ? `${columns.join(',')}\n…` : undefined}
            value={csv}
            onChange={event => onChange(event.target.value)}
          />
        )}
      </Field>
      <Field label="Or a CSV file">
        {control => (
          <input
            {...control}
            type="file"
            accept=".csv,.tsv,text/csv"
            className="text-meta file:mr-3 file:h-8 file:rounded-control file:border file:border-hairline file:bg-raised file:px-3 file:text-ink"
            onChange={event => void event.target.files?.[0]?.text().then(onChange)}
          />
        )}
      </Field>
    </>
  )
}
