import { client } from '../db/client'
import { findRun } from '../runs/repository'

export const findTask = () => [client, findRun]
