/** Adds agents that come with Reef to a workspace. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { notFound } from '../http/errors'
import { assertPresent } from '../shared/assert'
import { createAgent, listAgents } from './repository'
import { type Agent, type AgentTemplateList, createAgentInput } from './schema'
import { agentTemplates } from './templates'

/** Each template, and whether the workspace has an agent of its name. */
export async function listTemplates(actor: Actor): Promise<AgentTemplateList> {
  const names = new Set((await listAgents(actor)).map(agent => agent.name))
  const templates = agentTemplates.map(template => {
    const { name, description, instructions, tools } = createAgentInput.parse(template)
    return { name, description, instructions, tools, added: names.has(name) }
  })
  return { templates }
}

/** Adds those that are named. One whose name is taken is left alone. Returns the agents that are new. */
export async function addTemplates(actor: Actor, names: readonly string[]): Promise<Agent[]> {
  requireCan(actor, 'agent:write')
  const { templates } = await listTemplates(actor)
  const chosen = names.map(name => {
    const found = templates.find(template => template.name === name)
    if (!found) throw notFound('agent template')
    return found
  })
  const added: Agent[] = []
  for (const { name } of chosen.filter(template => !template.added)) {
    const template = assertPresent(
      agentTemplates.find(each => each.name === name),
      'template',
    )
    added.push(await createAgent(actor, createAgentInput.parse(template)))
  }
  return added
}
