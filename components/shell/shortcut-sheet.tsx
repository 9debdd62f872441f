'use client'

import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'
import { places } from './places'

const groups: { title: string; keys: [string, string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['⌘ K', 'Search, open or do anything'],
      ['c', 'New task'],
      ['/', 'Search this list'],
      ['?', 'This sheet'],
    ],
  },
  { title: 'Go to', keys: places.map(place => [`g ${place.key}`, place.label]) },
  {
    title: 'Lists and inbox',
    keys: [
      ['j k', 'Next and previous'],
      ['⏎', 'Open'],
      ['x', 'Choose for one action on several'],
      ['r', 'Answer'],
      ['a d', 'Allow and deny'],
      ['e', 'Mark as done'],
    ],
  },
  {
    title: 'Task',
    keys: [
      ['e', 'Unfold or fold everything'],
      ['m', 'Write a message'],
      ['a', 'Go to the approval'],
      ['d', 'Deny with a reason'],
      ['s', 'Stop the run'],
      ['⌘ ⏎', 'Queue the message for later'],
    ],
  },
]

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" className="w-[min(40rem,calc(100vw-2rem))]">
      <div className="grid gap-x-8 gap-y-5 p-4 sm:grid-cols-2">
        {groups.map(group => (
          <section key={group.title}>
            <h3 className="mb-1 font-medium text-meta text-muted">{group.title}</h3>
            <dl>
              {group.keys.map(([keys, label]) => (
                <div key={label} className="flex h-7 items-center justify-between">
                  <dt className="order-2 flex gap-1">
                    {keys.split(' ').map(key => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
