/** What the tests of the tools share: a run's files in memory and a real sandbox. */
import { toolNames } from '../../agents/schema'
import { MemoryStore } from '../../files/memory-store'
import type { FileTree } from '../../files/schema'
import { applyChanges } from '../../files/tree'
import type { Json } from '../../shared/json'
import { VirtualSandbox } from '../sandbox/virtual-sandbox'
import { performCall } from './call'
import type { SkillHandle, ToolContext, ToolResult } from './tool'

export class ToolFixture {
  readonly store = new MemoryStore()
  readonly sandbox = new VirtualSandbox()
  files: FileTree = {}
  skills: SkillHandle[] = []
  private calls = 0

  async has(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    this.files = await this.store.tree(files)
  }

  async hasSkill(
    name: string,
    body: string,
    files: Readonly<Record<string, string>> = {},
  ): Promise<SkillHandle> {
    const tree = await this.store.tree({ 'SKILL.md': body, ...files })
    const skill = { name, description: `About ${name}.`, hash: 'f'.repeat(64), body, files: tree }
    this.skills.push(skill)
    return skill
  }

  context(changes: Partial<ToolContext> = {}): ToolContext {
    this.calls += 1
    return {
      workspaceId: 'workspace_a',
      runId: 'run_a',
      callId: `call_${this.calls}`,
      tools: toolNames,
      files: this.files,
      store: this.store,
      sandbox: this.sandbox,
      skills: this.skills,
      ...changes,
    }
  }

  /** Performs a call and keeps its changes, as a run does. */
  async call(name: string, input: Json, changes: Partial<ToolContext> = {}): Promise<ToolResult> {
    const result = await performCall({ name, input }, this.context(changes), new AbortController().signal)
    this.files = applyChanges(this.files, result.changes ?? [])
    return result
  }

  async text(path: string): Promise<string> {
    const entry = this.files[path]
    if (!entry) throw new Error(`No file ${path}`)
    return new TextDecoder().decode(await this.store.read(entry.hash))
  }
}
