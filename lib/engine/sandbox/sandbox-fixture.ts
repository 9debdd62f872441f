/** What the tests of the sandbox share: a real sandbox, a store in memory, and a short way to run a command. */
import { MemoryStore } from '../../files/memory-store'
import type { FileTree } from '../../files/schema'
import { applyChanges } from '../../files/tree'
import { defaultLimits } from './limits'
import type { SandboxRequest, SandboxResult } from './sandbox'
import { VirtualSandbox } from './virtual-sandbox'

export class SandboxFixture {
  readonly sandbox = new VirtualSandbox()
  readonly store = new MemoryStore()

  run(
    command: string,
    options: Partial<Omit<SandboxRequest, 'limits'>> & { limits?: Partial<SandboxRequest['limits']> } = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SandboxResult> {
    const { limits, ...rest } = options
    const request: SandboxRequest = {
      workspaceId: 'workspace_a',
      command,
      files: {},
      mounts: {},
      ...rest,
      limits: { ...defaultLimits, deadlineMs: 15_000, ...limits },
    }
    return this.sandbox.exec(request, this.store, signal)
  }

  /** The texts of a tree by path. */
  async texts(tree: FileTree): Promise<Record<string, string>> {
    const texts = Object.entries(tree).map(async ([path, { hash }]) => [path, await this.text(hash)] as const)
    return Object.fromEntries(await Promise.all(texts))
  }

  async textsAfter(tree: FileTree, result: SandboxResult): Promise<Record<string, string>> {
    return this.texts(applyChanges(tree, result.changes))
  }

  private async text(hash: string): Promise<string> {
    return new TextDecoder().decode(await this.store.read(hash))
  }
}
