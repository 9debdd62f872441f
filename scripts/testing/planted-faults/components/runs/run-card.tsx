import { startTask } from '../../lib/tasks/start-task'

export const runCard = startTask
