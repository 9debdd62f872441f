'use client'

import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Monitor, Moon, Plus, Search, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { searchQuery } from '../../lib/search/queries'
import { taskListQuery } from '../../lib/tasks/queries'
import { usePreferences } from '../common/preferences'
import { StatusIcon } from '../common/status-icon'
import { useAllowed } from '../common/use-allowed'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'
import { places } from './places'

/** Everything that can be opened or done, from the keyboard. `>` shows actions alone, `#` tasks alone. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('')
  const filter = words.startsWith('>') ? 'actions' : words.startsWith('#') ? 'tasks' : null
  const bare = filter ? words.slice(1).trim() : words
  const router = useRouter()
  const mayAssign = useAllowed('task:write')
  function go(href: string) {
    onClose()
    router.push(href)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Search or do anything"
      hideTitle
      className="mt-[12vh] w-[min(38rem,calc(100vw-2rem))]"
    >
      <Command
        label="Search or do anything"
        loop
        // They would take Control-K for a step up, and it closes the palette.
        vimBindings={false}
        filter={(value, _search, keywords) => matches(value, keywords, bare)}
      >
        <div className="flex h-12 items-center gap-2.5 border-b px-4">
          <Search size={16} strokeWidth={1.5} aria-hidden className="text-muted" />
          <Command.Input
            data-autofocus
            value={words}
            onValueChange={setWords}
            placeholder={mayAssign ? 'Search, open, or type a new task' : 'Search or open'}
            className="h-full flex-1 bg-transparent text-read outline-none"
          />
          <Kbd>esc</Kbd>
        </div>
        <Command.List className="scroll-quiet max-h-[min(26rem,56vh)] overflow-y-auto p-1.5">
          {filter === 'tasks' ? null : <Actions words={bare} go={go} />}
          {filter === 'actions' ? null : <Found words={bare} go={go} />}
        </Command.List>
      </Command>
    </Dialog>
  )
}

function matches(value: string, keywords: string[] | undefined, words: string): number {
  if (value.startsWith('always:') || words === '') return 1
  const text = `${value} ${keywords?.join(' ') ?? ''}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
    ? 1
    : 0
}

function Actions({ words, go }: { words: string; go: (href: string) => void }) {
  const { setPreference } = usePreferences()
  const mayAssign = useAllowed('task:write')
  const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <Group heading="Do">
      {mayAssign ? <NewTask words={words.trim()} go={go} /> : null}
      {places.map(place => (
        <Item
          key={place.href}
          value={`go to ${place.label}`}
          icon={<place.icon {...icon} />}
          keys={`g ${place.key}`}
          onSelect={() => go(place.href)}
        >
          {place.label}
        </Item>
      ))}
      <Item value="light theme" icon={<Sun {...icon} />} onSelect={() => setPreference('theme', 'light')}>
        Light theme
      </Item>
      <Item value="dark theme" icon={<Moon {...icon} />} onSelect={() => setPreference('theme', 'dark')}>
        Dark theme
      </Item>
      <Item
        value="system theme"
        icon={<Monitor {...icon} />}
        onSelect={() => setPreference('theme', 'system')}
      >
        Theme of the system
      </Item>
    </Group>
  )
}

function NewTask({ words, go }: { words: string; go: (href: string) => void }) {
  return (
    <Item
      value="always:new-task"
      icon={<Plus size={16} strokeWidth={1.5} aria-hidden />}
      keys="c"
      onSelect={() => go(words ? `/tasks?new=1&instructions=${encodeURIComponent(words)}` : '/tasks?new=1')}
    >
      {words ? (
        <>
          New task: <span className="text-muted">{words}</span>
        </>
      ) : (
        'New task'
      )}
    </Item>
  )
}

function Found({ words, go }: { words: string; go: (href: string) => void }) {
  const { data: list } = useQuery(taskListQuery())
  const { data: found } = useQuery(searchQuery(useDeferredValue(words)))
  const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <>
      <Group heading="Tasks">
        {(list?.tasks ?? []).slice(0, words ? 200 : 6).map(task => (
          <Item
            key={task.id}
            value={`${task.title} ${task.id}`}
            icon={
              task.run ? (
                <StatusIcon status={task.run.status} waitingFor={task.run.waitingFor} />
              ) : (
                <span className="size-3.5" />
              )
            }
            onSelect={() => go(`/tasks/${task.id}`)}
          >
            {task.title}
          </Item>
        ))}
      </Group>
      {found && found.runs.length > 0 ? (
        <Group heading="In transcripts">
          {found.runs.slice(0, 8).map(run => (
            <Item
              key={`${run.runId}-${run.seq}`}
              value={`always:${run.runId}-${run.seq}`}
              icon={<Search {...icon} />}
              onSelect={() => go(`/runs/${run.runId}`)}
            >
              {run.taskTitle} <span className="text-muted">{run.snippet}</span>
            </Item>
          ))}
        </Group>
      ) : null}
      {words.trim().length > 1 ? (
        <Item
          value="always:search"
          icon={<Search {...icon} />}
          onSelect={() => go(`/search?q=${encodeURIComponent(words.trim())}`)}
        >
          Search everything for “{words.trim()}”
        </Item>
      ) : null}
    </>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  value: string
  icon: ReactNode
  keys?: string
  onSelect: () => void
  children: ReactNode
}

function Item({ value, icon, keys, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 select-none items-center gap-2.5 rounded-control px-2.5 data-[selected=true]:bg-hover"
    >
      <span className="flex w-4 justify-center text-muted">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? (
        <span className="flex gap-1">
          {keys.split(' ').map(key => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      ) : null}
    </Command.Item>
  )
}
