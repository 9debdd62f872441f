import { findTask } from './repository'

export const startTask = findTask
