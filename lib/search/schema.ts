/** What search finds: tasks by their own words, runs by what was said and done in them. */
import { z } from 'zod'

export const searchResults = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), snippet: z.string() })),
  runs: z.array(
    z.object({
      runId: z.string(),
      taskId: z.string(),
      taskTitle: z.string(),
      seq: z.int(),
      snippet: z.string(),
    }),
  ),
})
export type SearchResults = z.infer<typeof searchResults>
