'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { batchListQuery, createBatch } from '../../lib/batches/queries'
import { templateListQuery } from '../../lib/templates/queries'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Textarea } from '../ui/textarea'
import { TemplateField } from './work-fields'

/** A template, its table, and what the whole may take. */
export function BatchEditor({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({
    name: '',
    template: '',
    csv: '',
    concurrency: '4',
    usd: '',
    tokens: '',
  })
  const change = (part: Partial<typeof draft>) => setDraft(current => ({ ...current, ...part }))
  const { data } = useQuery(templateListQuery())
  const chosen = data?.templates.find(each => each.id === draft.template)
  const client = useQueryClient()
  const router = useRouter()
  const start = useMutation({
    mutationFn: async () => {
      const budget = {
        ...(draft.usd.trim() ? { usd: numberOf(draft.usd, 'dollars') } : {}),
        ...(draft.tokens.trim() ? { tokens: numberOf(draft.tokens, 'tokens') } : {}),
      }
      const { name, template, csv } = draft
      const concurrency = numberOf(draft.concurrency, 'rows at once')
      return await createBatch({ name: name.trim(), template, csv, concurrency, budget })
    },
    onSuccess: async batch => {
      await client.invalidateQueries({ queryKey: batchListQuery().queryKey })
      router.push(`/automation/batches/${batch.id}`)
    },
  })
  const columns = chosen?.inputs.map(input => input.name) ?? []
  return (
    <Dialog open onClose={onClose} title="New batch" className="w-[min(40rem,calc(100vw-2rem))]">
      <form
        noValidate
        className="scroll-quiet flex max-h-[75vh] flex-col gap-4 overflow-y-auto p-4"
        onSubmit={event => {
          event.preventDefault()
          start.mutate()
        }}
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
          templates={data?.templates ?? []}
          value={draft.template}
          none="Choose a template"
          onChange={template => change({ template })}
        />
        <Field
          label="Table"
          hint={`CSV, or cells copied from a spreadsheet. First line: ${columns.join(',') || 'the names of the inputs'}.`}
        >
          {control => (
            <Textarea
              {...control}
              className="max-h-60 min-h-28 font-mono"
              value={draft.csv}
              onChange={event => change({ csv: event.target.value })}
            />
          )}
        </Field>
        <Field label="Or a CSV file">
          {control => (
            <input
              {...control}
              type="file"
              accept=".csv,.tsv,text/csv"
              className="text-meta"
              onChange={event => void event.target.files?.[0]?.text().then(csv => change({ csv }))}
            />
          )}
        </Field>
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
        <FormProblem error={start.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={start.isPending || !draft.name.trim() || !draft.template || !draft.csv.trim()}
          >
            Start batch
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface NumberFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
}

export function NumberField({ label, value, onChange }: NumberFieldProps) {
  return (
    <Field label={label}>
      {control => (
        <Input
          {...control}
          inputMode="decimal"
          placeholder="no limit"
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** Throws with words for the form. */
export function numberOf(text: string, what: string): number {
  const number = Number(text.trim().replace(',', '.'))
  if (!Number.isFinite(number) || number <= 0) throw new Error(`Write a number of ${what}.`)
  return number
}
