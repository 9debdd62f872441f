import { prisma } from '../../prisma/generated/client'

export const client = prisma
