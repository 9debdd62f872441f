// What `npm run worker` makes sure of before the worker of this machine joins the others.
import { prepareDatabase } from './database'
import { prepareHome } from './home'
import { explainProblem, StartProblem } from './problem'
import { readSettings } from './settings'

/**
 * Checks the database and the key that it was made with, and names both for the worker that runs in this process.
 * Returns what is wrong in one line, or null.
 */
export async function launchWorker(root: string): Promise<string | null> {
  try {
    const settings = readSettings(process.env, root)
    if (!settings.databaseUrl) throw new StartProblem('DATABASE_URL is not set.')
    prepareHome(settings.home)
    const { key } = await prepareDatabase(settings.databaseUrl, settings, root)
    process.env.REEF_ENCRYPTION_KEY = key
    process.env.REEF_HOME = settings.home
    process.chdir(root)
    return null
  } catch (error) {
    return explainProblem(error)
  }
}
