/** Assigns a task: checks everything it names, keeps its files, and starts its first run unless told not to. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { chooseAgent } from '../agents/repository'
import { type Connection, getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { beginningOf, notReady, sizesOf, writeFile } from '../files/repository'
import type { AttachedFile } from '../files/schema'
import { visibleTypeOf } from '../files/visible-type'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { newId } from '../shared/id'
import { chooseSkills } from '../skills/choose-skills'
import { judgedChecks, usableFallbacks } from './judged-checks'
import { eventActorOf, launchRun } from './launch-run'
import { insertTask, readTask } from './repository'
import { titleFrom } from './rules'
import type { CreateTaskInput, StartedTask } from './schema'

/** Creates the task and, unless `start` is false, its first run. `scripted` names a demo's script. */
export async function createTask(
  actor: Actor,
  input: CreateTaskInput,
  scripted: string | null = null,
): Promise<StartedTask> {
  requireCan(actor, 'task:write')
  const { workspaceId } = actor
  const db = getDatabase()
  const agent = await chooseAgent(db, workspaceId, input.agent)
  const [model, skills, files] = await Promise.all([
    chooseModel(workspaceId, input.model ?? agent.model),
    chooseSkills(db, workspaceId, input.skills ?? agent.skills),
    keepFiles(db, workspaceId, input.files ?? []),
  ])
  const [judged, fallbackModels] = await Promise.all([
    judgedChecks(workspaceId, input.checks ?? []),
    usableFallbacks(workspaceId, agent.fallbackModels, model),
  ])
  const taskId = newId('task')
  const title = input.title ?? titleFrom(input.instructions)
  const budget = input.budget ?? {}
  const { instructions } = input
  await inTransaction(async tx => {
    await insertTask(tx, {
      id: taskId,
      workspaceId,
      title,
      instructions,
      status: input.start ? 'active' : 'backlog',
      priority: input.priority ?? 0,
      ownerId: actor.memberId,
      agentId: agent.id,
      model: input.model ?? null,
      skills: skills.map(skill => skill.name),
      budget,
      checks: judged.checks,
      limits: input.limits ?? {},
      files,
      scripted,
      planGate: input.planGate ?? false,
    })
    if (!input.start) return
    await launchRun(tx, {
      workspaceId,
      taskId,
      title,
      instructions,
      files,
      agent,
      model,
      skills,
      budget,
      planGate: input.planGate ?? false,
      checks: judged,
      fallbackModels,
      limits: input.limits ?? {},
      actor: eventActorOf(actor),
    })
  })
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}

/** Small inline content is stored; hashes of files sent before are checked. */
async function keepFiles(
  db: Connection,
  workspaceId: string,
  files: NonNullable<CreateTaskInput['files']>,
): Promise<AttachedFile[]> {
  const paths = files.map(file => file.path)
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice) throw new AppError('invalid-input', `Two files have the path ${twice}.`)
  const inside = paths.find(path => paths.some(other => path.startsWith(`${other}/`)))
  if (inside) throw new AppError('invalid-input', `${inside} would be a file inside another file.`)
  const hashes = files.flatMap(file => ('hash' in file ? [file.hash] : []))
  const sizes = await sizesOf(db, workspaceId, hashes)
  return await Promise.all(
    files.map(async file => {
      if ('hash' in file) {
        const size = sizes.get(file.hash)
        if (size === undefined)
          throw new AppError(
            'invalid-input',
            `There is no file with the hash of ${file.path}. Send it first.`,
          )
        const entry = { path: file.path, hash: file.hash, size }
        return withType(entry, await beginningOf(db, workspaceId, file.hash))
      }
      const bytes = 'content' in file ? Buffer.from(file.content) : Buffer.from(file.base64, 'base64')
      return withType(
        { path: file.path, ...(await writeFile(db, workspaceId, bytes).catch(notReady)) },
        bytes,
      )
    }),
  )
}

/** What a model could look at is known by its first bytes, whatever it is called. */
function withType(file: AttachedFile, beginning: Uint8Array): AttachedFile {
  const mediaType = visibleTypeOf(beginning)
  return mediaType ? { ...file, mediaType } : file
}
