import { prisma } from '../../prisma/generated/client'

export const session = prisma
