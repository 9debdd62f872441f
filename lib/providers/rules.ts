/** What follows from an answer to the question for models. Pure. */
import type { ListingProblem, ProviderStatus } from './schema'

/** Servers that work but do not tell their models answer so: they can be taken all the same. */
export function mayHaveNoList(problem: ListingProblem): boolean {
  return ['not-allowed', 'wrong-address', 'not-understood'].includes(problem)
}

/** An endpoint that never had a list is not known to fail when it still has none. */
export function statusAfter(problem: ListingProblem, hadList: boolean): ProviderStatus {
  return !hadList && mayHaveNoList(problem) ? 'unchecked' : 'failing'
}
