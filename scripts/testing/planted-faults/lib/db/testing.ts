export const createTestDatabase = () => null
