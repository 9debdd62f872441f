/** Templates in the database, scoped by the actor's workspace. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase, Prisma } from '../db/client'
import { AppError, notFound } from '../http/errors'
import { newId } from '../shared/id'
import { tellChanged } from '../workspaces/tell-changed'
import { problemWords, templateProblems } from './fill'
import {
  type CreateTemplateInput,
  type Template,
  type TemplateContent,
  template,
  type UpdateTemplateInput,
} from './schema'

type Row = Prisma.TemplateGetPayload<object>

function toTemplate(row: Row): Template {
  return template.parse({
    ...row,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  })
}

export async function listTemplates(actor: Actor): Promise<Template[]> {
  requireCan(actor, 'template:read')
  const where = { workspaceId: actor.workspaceId }
  return (await getDatabase().template.findMany({ where, orderBy: { name: 'asc' } })).map(toTemplate)
}

export async function readTemplate(actor: Actor, id: string): Promise<Template> {
  requireCan(actor, 'template:read')
  const found = await findTemplate(getDatabase(), actor.workspaceId, id)
  if (!found) throw notFound('template')
  return found
}

/** By id or by name. */
export async function findTemplate(
  db: Connection,
  workspaceId: string,
  idOrName: string,
): Promise<Template | null> {
  const row = await db.template.findFirst({
    where: { workspaceId, OR: [{ id: idOrName }, { name: idOrName }] },
  })
  return row ? toTemplate(row) : null
}

export async function createTemplate(actor: Actor, input: CreateTemplateInput): Promise<Template> {
  requireCan(actor, 'template:write')
  requireSound(input)
  const made = await refuseDuplicate(input.name, async () => {
    const data = { id: newId('template'), workspaceId: actor.workspaceId, ...columns(input) }
    const { name, instructions } = input
    return toTemplate(await getDatabase().template.create({ data: { ...data, name, instructions } }))
  })
  tellChanged(actor.workspaceId, 'templates')
  return made
}

export async function updateTemplate(
  actor: Actor,
  id: string,
  input: UpdateTemplateInput,
): Promise<Template> {
  requireCan(actor, 'template:write')
  const before = await readTemplate(actor, id)
  const named = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  requireSound({ ...before, ...named })
  const changed = await refuseDuplicate(input.name, async () =>
    toTemplate(
      await getDatabase().template.update({
        where: { id: before.id, workspaceId: actor.workspaceId },
        data: columns(input),
      }),
    ),
  )
  tellChanged(actor.workspaceId, 'templates')
  return changed
}

/** What was started from it stays; a schedule or hook that names it says that it is gone. */
export async function deleteTemplate(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'template:write')
  const { count } = await getDatabase().template.deleteMany({
    where: { id, workspaceId: actor.workspaceId },
  })
  if (count === 0) throw notFound('template')
  tellChanged(actor.workspaceId, 'templates')
}

function requireSound(content: Pick<TemplateContent, 'title' | 'instructions' | 'inputs' | 'checks'>): void {
  const problems = templateProblems(content)
  if (problems.length > 0)
    throw new AppError('invalid-input', problemWords(problems), { problems: [...problems] as never })
}

function columns(input: UpdateTemplateInput) {
  const { skills, fallbackModels, ...plain } = input
  return {
    ...(Object.fromEntries(
      Object.entries(plain).filter(([, value]) => value !== undefined),
    ) as Prisma.TemplateUncheckedUpdateInput & object),
    ...(skills === undefined ? {} : { skills: skills ?? Prisma.JsonNull }),
    ...(fallbackModels === undefined ? {} : { fallbackModels: fallbackModels ?? Prisma.JsonNull }),
  } as never as { name?: string; skills?: string[] }
}

async function refuseDuplicate<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
    throw new AppError('conflict', `There is a template named ${name ?? ''} already.`)
  }
}
