/** The kinds of waste. */
export const wasteKinds = ['retry', 'aborted', 'cache', 'loop', 'result', 'idle'] as const
export type WasteKind = (typeof wasteKinds)[number]
