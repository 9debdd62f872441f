export const prisma = {}
