/** Which build of Reef this is, in the server and in the page: what one build has parsed it need not parse again. */

/** Written into the code when it is built; undefined in code that runs unbuilt, such as tests. */
const build = process.env.REEF_BUILD

const header = 'reef-build'

/** Marks an answer whose body was made by its schema. */
export function markBuild(headers: Headers): void {
  if (build) headers.set(header, build)
}

/** Whether an answer was made by the build that this page came from. */
export function isOfThisBuild(response: Response): boolean {
  return build !== undefined && response.headers.get(header) === build
}
