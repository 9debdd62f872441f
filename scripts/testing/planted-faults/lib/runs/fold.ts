import fs from 'node:fs'

export const fold = fs
