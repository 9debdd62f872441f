'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import { placeTask } from '../../lib/tasks/live'
import { taskListQuery, updateTask } from '../../lib/tasks/queries'
import type { Task } from '../../lib/tasks/schema'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

type Until = 'done' | 'succeeded'

/** Chooses the tasks that this one waits for. */
export function BlockersDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const [chosen, setChosen] = useState(() => new Map(task.blockedBy.map(each => [each.taskId, each.until])))
  const live = task.run !== null && !isEnded(task.run.status)
  const [starts, setStarts] = useState(
    task.startsWhenFree || (task.run === null && task.blockedBy.length === 0),
  )
  const [words, setWords] = useState('')
  const { data } = useQuery(taskListQuery())
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: () => {
      const blockedBy = [...chosen].map(([id, until]) => ({ task: id, until }))
      return updateTask(task.id, { blockedBy, startWhenFree: starts && !live && blockedBy.length > 0 })
    },
    onSuccess: changed => {
      placeTask(client, changed)
      void client.invalidateQueries({ queryKey: ['tasks', 'detail', task.id] })
      onClose()
    },
  })
  function toggle(id: string) {
    const next = new Map(chosen)
    if (!next.delete(id)) next.set(id, 'done')
    setChosen(next)
  }
  const shown = (data?.tasks ?? []).filter(
    each =>
      each.id !== task.id &&
      (chosen.has(each.id) || each.title.toLowerCase().includes(words.trim().toLowerCase())),
  )
  return (
    <Dialog open onClose={onClose} title="Waits for">
      <div className="flex flex-col gap-3 p-4">
        <Field label="Find a task">
          {control => (
            <Input
              {...control}
              data-autofocus
              value={words}
              onChange={event => setWords(event.target.value)}
            />
          )}
        </Field>
        <ul className="scroll-quiet max-h-72 overflow-y-auto rounded-control border">
          {shown.slice(0, 50).map(each => (
            <li key={each.id} className="flex items-center gap-2 px-2 py-1.5">
              <label htmlFor={`blocker-${each.id}`} className="flex min-w-0 flex-1 items-center gap-2">
                <Checkbox
                  id={`blocker-${each.id}`}
                  checked={chosen.has(each.id)}
                  onChange={() => toggle(each.id)}
                />
                <span className="truncate">{each.title}</span>
              </label>
              {chosen.has(each.id) ? (
                <Select
                  aria-label={`Until when it holds: ${each.title}`}
                  value={chosen.get(each.id)}
                  onChange={event => setChosen(new Map(chosen).set(each.id, event.target.value as Until))}
                >
                  <option value="done">until done</option>
                  <option value="succeeded">until a run succeeded</option>
                </Select>
              ) : null}
            </li>
          ))}
        </ul>
        {live ? null : (
          <label htmlFor="starts-when-free" className="flex items-center gap-2">
            <Checkbox
              id="starts-when-free"
              checked={starts}
              onChange={event => setStarts(event.target.checked)}
            />
            Start it by itself then
          </label>
        )}
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
