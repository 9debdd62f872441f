/** Prices that the bundled price data lacks: dollars per million tokens, by vendor and model. */

export interface OverrideRow {
  vendor: 'xiaomi' | 'alibaba'
  /** Matches the model's id as a whole, in any case. */
  model: string
  input: number
  cacheRead?: number
  cacheWrite?: number
  output: number
}

/** Where the figures are from; shown beside each price that uses them. */
export const overrideSource = 'reef-prices 2026-09 (as resold through OpenRouter)'

/** Direct prices may differ by the reseller's discount; a provider's own reported cost is shown beside them. */
export const priceOverrides: readonly OverrideRow[] = [
  { vendor: 'xiaomi', model: 'mimo-v2-flash', input: 0.1, cacheRead: 0.01, output: 0.3 },
  { vendor: 'xiaomi', model: 'mimo-v2.5', input: 0.14, cacheRead: 0.0028, output: 0.28 },
  { vendor: 'xiaomi', model: 'mimo-v2.5-pro', input: 0.435, cacheRead: 0.0036, output: 0.87 },
  { vendor: 'alibaba', model: 'qwen-max', input: 1.6, output: 6.4 },
  { vendor: 'alibaba', model: 'qwen-plus', input: 0.4, cacheRead: 0.16, output: 1.2 },
  { vendor: 'alibaba', model: 'qwen-turbo', input: 0.05, output: 0.2 },
  { vendor: 'alibaba', model: 'qwen3-max', input: 1.2, output: 6 },
  {
    vendor: 'alibaba',
    model: 'qwen3-coder-flash',
    input: 0.195,
    cacheRead: 0.039,
    cacheWrite: 0.24375,
    output: 0.975,
  },
  {
    vendor: 'alibaba',
    model: 'qwen3-coder-plus',
    input: 0.65,
    cacheRead: 0.13,
    cacheWrite: 0.8125,
    output: 3.25,
  },
  { vendor: 'alibaba', model: 'qwen3.5-plus', input: 0.4, output: 2.4 },
  { vendor: 'alibaba', model: 'qwen3.6-flash', input: 0.1875, cacheWrite: 0.234375, output: 1.125 },
  { vendor: 'alibaba', model: 'qwen3.6-plus', input: 0.325, cacheWrite: 0.40625, output: 1.95 },
  { vendor: 'alibaba', model: 'qwen3.7-max', input: 1.25, cacheRead: 0.25, cacheWrite: 1.5625, output: 3.75 },
  { vendor: 'alibaba', model: 'qwen3.7-plus', input: 0.4, cacheRead: 0.08, cacheWrite: 0.5, output: 1.6 },
]
