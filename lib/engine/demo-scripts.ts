/** x */
export function demoModel(id: string): never {
  throw new Error(id)
}
