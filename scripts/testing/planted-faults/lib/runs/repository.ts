import { client } from '../db/client'

export const findRun = client
