'use client'

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { classNames } from './class-names'

export interface Tab<Value extends string> {
  value: Value
  label: string
  /** A small figure after the label. */
  count?: number | undefined
}

interface TabsProps<Value extends string> {
  label: string
  tabs: readonly Tab<Value>[]
  value: Value
  onChange: (value: Value) => void
  className?: string
  children: ReactNode
  panelClassName?: string
}

/** Tabs with one panel. Arrow keys move between the tabs (WAI-ARIA tabs pattern). */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, tabs, value, onChange, className, children, panelClassName } = props
  const id = useId()
  return (
    <div className={classNames('flex min-h-0 flex-col', className)}>
      <TabList id={id} label={label} tabs={tabs} value={value} onChange={onChange} />
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className={classNames('min-h-0 flex-1', panelClassName)}
      >
        {children}
      </div>
    </div>
  )
}

type TabListProps<Value extends string> = Pick<TabsProps<Value>, 'label' | 'tabs' | 'value' | 'onChange'> & {
  id: string
}

function TabList<Value extends string>({ id, label, tabs, value, onChange }: TabListProps<Value>) {
  const list = useRef<HTMLDivElement>(null)
  function move(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const index = tabs.findIndex(tab => tab.value === value)
    const next = tabs[(index + step + tabs.length) % tabs.length]
    if (!next) return
    onChange(next.value)
    list.current?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus()
  }
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={move}
      className="flex h-9 shrink-0 items-stretch gap-1 overflow-x-auto border-b px-2 max-md:h-11 max-md:gap-0 max-md:px-1"
    >
      {tabs.map(tab => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={`${id}-${tab.value}`}
          data-value={tab.value}
          aria-selected={tab.value === value}
          aria-controls={`${id}-panel`}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
          className="-mb-px flex items-center gap-1.5 border-transparent border-b-2 px-2 text-muted transition-colors duration-150 hover:text-ink focus-visible:-outline-offset-2 aria-selected:border-ink aria-selected:text-ink max-md:flex-auto max-md:justify-center max-md:px-1 max-md:text-meta"
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className="tabular text-faint text-micro">{tab.count}</span>
          )}
        </button>
      ))}
    </div>
  )
}
