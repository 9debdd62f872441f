/** Workspaces as they come in and go out. */
import { z } from 'zod'
import { role, workspaceName } from '../accounts/schema'

export const workspace = z.object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime() })
export type Workspace = z.infer<typeof workspace>

export const nameWorkspaceInput = z.object({ name: workspaceName })

/** A workspace that the actor's person belongs to. */
export const joinedWorkspace = z.object({ id: z.string(), name: z.string(), role, isActive: z.boolean() })
export type JoinedWorkspace = z.infer<typeof joinedWorkspace>
