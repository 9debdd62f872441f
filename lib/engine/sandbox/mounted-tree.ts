/** What a command sees as its disk: the run's files and the read-only folders beside them. */
import { type MountedTree, workFolder } from './protocol'
import type { SandboxRequest } from './sandbox'

/** The work folder and the mounts as one tree of absolute paths. */
export function mountedTree(request: SandboxRequest): MountedTree {
  const tree: MountedTree = new Map()
  for (const [path, entry] of Object.entries(request.files)) tree.set(`${workFolder}/${path}`, entry)
  for (const [mount, files] of Object.entries(request.mounts)) {
    for (const [path, entry] of Object.entries(files)) tree.set(`${mount}/${path}`, entry)
  }
  return tree
}
