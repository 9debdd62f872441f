import { createTestDatabase } from '../db/testing'

export const sample = createTestDatabase
