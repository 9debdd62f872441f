'use client'

import { type ConnectableVendor, connectableVendor } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'

const hosted = connectableVendor.options.filter(id => !vendors[id].local)
const own = connectableVendor.options.filter(id => vendors[id].local)

/** Every vendor by name; nothing is loaded from any of them. */
export function VendorGrid({ onChoose }: { onChoose: (vendor: ConnectableVendor) => void }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Group
        title="With a key"
        hint="Each call costs what the vendor asks for it"
        ids={hosted}
        onChoose={onChoose}
      />
      <Group title="A server of your own" hint="No key needed" ids={own} onChoose={onChoose} />
    </div>
  )
}

interface GroupProps {
  title: string
  hint: string
  ids: readonly ConnectableVendor[]
  onChoose: (vendor: ConnectableVendor) => void
}

function Group({ title, hint, ids, onChoose }: GroupProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-medium text-body">
        {title} <span className="font-normal text-meta text-muted">{hint}</span>
      </h3>
      <ul className="grid grid-cols-2 gap-2">
        {ids.map(id => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id)}
              className="flex h-full min-h-10 w-full items-center rounded-control border px-3 py-1.5 text-left transition-colors duration-150 hover:border-strong hover:bg-hover max-md:min-h-11"
            >
              {vendors[id].label}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
