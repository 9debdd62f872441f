'use client'

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { boardColumns, columnOf } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'

const parsers = {
  view: parseAsStringLiteral(['board', 'list']).withDefault('board'),
  q: parseAsString.withDefault(''),
  agent: parseAsString,
  state: parseAsStringLiteral(boardColumns),
  /** Anything here puts the cursor into the composer. */
  new: parseAsString,
  instructions: parseAsString,
}

/** How the tasks are shown, kept in the address. */
export function useTaskFilter() {
  const [values, setValues] = useQueryStates(parsers)
  const isFiltered = values.q !== '' || values.agent !== null || values.state !== null
  return {
    values,
    isFiltered,
    change: setValues,
    clear: () => void setValues({ q: null, agent: null, state: null }),
    matches: (task: Task) =>
      (values.agent === null || task.agentName === values.agent) &&
      (values.state === null || columnOf(task) === values.state),
  }
}
