/** A demo: a task whose model is scripted and whose tools really work. */
import { z } from 'zod'

export const demo = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  instructions: z.string(),
  files: z.array(z.string()),
})
export type Demo = z.infer<typeof demo>

export const demoList = z.object({ demos: z.array(demo) })
export type DemoList = z.infer<typeof demoList>
