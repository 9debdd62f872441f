/** The tools of an office, as such servers have them: more than sixty, each with arguments that are told at length. */
import type { PlayedTool } from './mcp-server'

const things: Record<string, { of: string; fields: string[] }> = {
  issue: { of: 'the issue tracker', fields: ['title', 'body', 'labels', 'assignee', 'milestone'] },
  pull_request: { of: 'the code host', fields: ['title', 'branch', 'base', 'reviewers', 'draft'] },
  repository: { of: 'the code host', fields: ['owner', 'name', 'visibility', 'description'] },
  message: { of: 'the chat', fields: ['channel', 'text', 'thread', 'attachments'] },
  channel: { of: 'the chat', fields: ['name', 'topic', 'members', 'private'] },
  calendar_event: { of: 'the calendar', fields: ['summary', 'start', 'end', 'attendees', 'location'] },
  file: { of: 'the drive', fields: ['path', 'content', 'folder', 'shared_with'] },
  document: { of: 'the wiki', fields: ['title', 'markdown', 'parent', 'space'] },
  customer: { of: 'the sales system', fields: ['name', 'email', 'phone', 'company', 'owner'] },
  deal: { of: 'the sales system', fields: ['title', 'amount', 'stage', 'customer', 'close_date'] },
  invoice: { of: 'the accounts', fields: ['customer', 'lines', 'currency', 'due_date', 'number'] },
  ticket: { of: 'the help desk', fields: ['subject', 'requester', 'priority', 'queue', 'tags'] },
}

const verbs: Record<string, string> = {
  create: 'Creates a new',
  get: 'Reads one',
  list: 'Lists every',
  search: 'Searches for a',
  update: 'Changes an existing',
  delete: 'Deletes a',
}

const others: [name: string, description: string, fields: string[]][] = [
  ['pull_request_merge', 'Merges an approved pull request into its base branch.', ['number', 'method']],
  ['message_send', 'Sends a message to a channel or a person in the chat.', ['channel', 'text']],
  ['payment_refund', 'Refunds a payment, whole or in part.', ['payment', 'amount', 'reason']],
  ['build_start', 'Starts a build of a branch on the build machines.', ['repository', 'branch']],
]

/** `answer` is what every one of them says. */
export function officeTools(answer: PlayedTool['answer'] = () => 'ok'): PlayedTool[] {
  const regular = Object.entries(things).flatMap(([thing, { of, fields }]) =>
    Object.entries(verbs).map(([verb, says]) => {
      const words = thing.replace('_', ' ')
      const description = `${says} ${words} of ${of}. Answers with the ${words} as JSON: its id, its address, who made it and when it was last changed.`
      return toolOf(`${thing}_${verb}`, description, fieldsFor(verb, fields), answer)
    }),
  )
  return [...regular, ...others.map(([name, words, fields]) => toolOf(name, words, fields, answer))]
}

function fieldsFor(verb: string, fields: readonly string[]): string[] {
  if (verb === 'get' || verb === 'delete') return ['id']
  if (verb === 'list') return ['page', 'page_size', 'sort']
  if (verb === 'search') return ['query', 'page', ...fields.slice(0, 2)]
  return verb === 'update' ? ['id', ...fields] : [...fields]
}

function toolOf(
  name: string,
  description: string,
  fields: readonly string[],
  answer: PlayedTool['answer'],
): PlayedTool {
  const properties = Object.fromEntries(
    fields.map(field => [
      field,
      {
        type: 'string',
        description: `The ${field.replace('_', ' ')} to use. Leave it out to take the usual one.`,
      },
    ]),
  )
  return {
    name,
    description,
    inputSchema: { type: 'object', properties, required: fields.slice(0, 1) },
    answer,
  }
}
