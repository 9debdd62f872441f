/**
 * Ways to send less, which the measure of what each of them saves turns off one at a time. No installation can: they
 * are an option of a worker that is started in a program, and all are on.
 */
export interface Techniques {
  /** A result that the model still sees is sent once (R120). */
  once: boolean
  /** Long results are sent as head, tail and path (R121). */
  files: boolean
  /** Scripts call tools (R122). */
  scripts: boolean
  /** A large catalogue of tools is searched instead of listed (R142). */
  search: boolean
}

export const allTechniques: Techniques = { once: true, files: true, scripts: true, search: true }
