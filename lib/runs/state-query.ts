/** Where the folded state of a run is: in the page's cache, which `live.ts` keeps true, and in the API. */

/** Key of the folded state of a run. The value is null until the first event is here. */
export function runStateKey(runId: string): readonly ['runs', 'state', string] {
  return ['runs', 'state', runId]
}

/** Where the folded state of a run is, under the API's base. */
export function runStatePath(runId: string): string {
  return `/runs/${runId}/state`
}
