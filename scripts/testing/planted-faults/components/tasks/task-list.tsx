import { runCard } from '../runs/run-card'

export const taskList = [runCard]
