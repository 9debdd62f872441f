'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { formatPlural } from '../../lib/shared/format'
import { toolServerListQuery } from '../../lib/tool-servers/queries'
import { Checkbox } from '../ui/checkbox'

interface Props {
  /** Ids. */
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}

/** The tool servers whose allowed tools an agent may use. */
export function ToolServerChoice({ chosen, onChange }: Props) {
  const { data: servers = [] } = useQuery(toolServerListQuery())
  return (
    <fieldset>
      <legend className="mb-2 font-medium">Tool servers</legend>
      {servers.length === 0 ? (
        <p className="text-muted">
          None is connected.{' '}
          <Link href="/settings/tool-servers" className="underline underline-offset-2 hover:text-ink">
            Tool servers
          </Link>{' '}
          bring tools of other services.
        </p>
      ) : (
        <div className="flex flex-col gap-2">
          {servers.map(({ id, name, tools }) => (
            <label key={id} htmlFor={`server-${id}`} className="flex items-center gap-2.5">
              <Checkbox
                id={`server-${id}`}
                checked={chosen.includes(id)}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, id] : chosen.filter(each => each !== id))
                }
              />
              <span>
                {name} <span className="tabular text-meta text-muted">{formatPlural(tools.on, 'tool')}</span>
              </span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  )
}
