/** Starts a demo: its script as the model, its real data as files, everything else as with any task. */

import { readFile } from 'node:fs/promises'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { chooseAgent } from '../agents/repository'
import type { Connection } from '../db/client'
import { inTransaction } from '../db/transaction'
import { demoScripts } from '../engine/demo-scripts'
import type { Script } from '../engine/script'
import { writeFile } from '../files/repository'
import type { AttachedFile } from '../files/schema'
import { notFound } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import type { EventActor } from '../runs/events'
import { reefActor } from '../runs/rules'
import { assertPresent } from '../shared/assert'
import { newId } from '../shared/id'
import { eventActorOf, launchRun } from '../tasks/launch-run'
import { insertTask, readTask } from '../tasks/repository'
import type { StartedTask } from '../tasks/schema'
import type { Demo } from './schema'

export function listDemos(): Demo[] {
  return demoScripts.map(({ name, title, instructions, files }) => ({
    name,
    title,
    description: instructions,
    instructions,
    files: files.map(file => file.path),
  }))
}

/** Throws `not-found` for a demo that there is not: free text is refused, never faked. */
export async function startDemo(actor: Actor, name: string): Promise<StartedTask> {
  requireCan(actor, 'task:write')
  const script = demoScripts.find(candidate => candidate.name === name)
  if (!script) throw notFound('demo')
  const { workspaceId, memberId } = actor
  const taskId = await inTransaction(tx => launchDemo(tx, workspaceId, script, memberId, eventActorOf(actor)))
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}

/** Seed of a new workspace: a sample run to look at, made by really running the first demo. */
export async function installSampleRun(tx: Connection, workspaceId: string): Promise<void> {
  const script = assertPresent(demoScripts[0], 'demo')
  await launchDemo(tx, workspaceId, script, null, reefActor)
}

async function launchDemo(
  tx: Connection,
  workspaceId: string,
  script: Script,
  ownerId: string | null,
  actor: EventActor,
): Promise<string> {
  const agent = await chooseAgent(tx, workspaceId, undefined)
  const model = assertPresent(await chooseModel(workspaceId, `demo:${script.name}`), 'model of the demo')
  const files = await Promise.all(script.files.map(file => keepFile(tx, workspaceId, file)))
  const taskId = newId('task')
  const { title, instructions } = script
  const common = { workspaceId, title, instructions, files, budget: {}, skills: [] }
  await insertTask(tx, {
    ...common,
    id: taskId,
    status: 'active',
    priority: 0,
    ownerId,
    agentId: agent.id,
    model: null,
    scripted: script.name,
  })
  await launchRun(tx, { ...common, taskId, agent, model, actor })
  return taskId
}

/** The data sets come with packages that Reef is installed with. */
async function keepFile(
  tx: Connection,
  workspaceId: string,
  file: Script['files'][number],
): Promise<AttachedFile> {
  const bytes = await readFile(`${process.cwd()}/node_modules/${file.from}`)
  return { path: file.path, ...(await writeFile(tx, workspaceId, bytes)) }
}
