/** Who has a run open now. Nobody's business but theirs: it is kept for seconds, and never in the run's log. */
import { z } from 'zod'

export const viewer = z.object({ userId: z.string(), name: z.string() })
export type Viewer = z.infer<typeof viewer>

export const lookInput = z.object({
  /** One open page; the person may have several. */
  tab: z.string().min(8).max(64),
  /** The page is being left. */
  leaving: z.boolean().optional(),
})
export type LookInput = z.infer<typeof lookInput>

export const viewerList = z.object({ viewers: z.array(viewer) })
export type ViewerList = z.infer<typeof viewerList>
