/** The currency in which amounts are shown. All of them are kept, entered and told to programs in US dollars. Pure. */

/** ISO 4217 codes that can be chosen. */
export const currencyCodes = [
  'USD',
  'CNY',
  'EUR',
  'GBP',
  'JPY',
  'AED',
  'AUD',
  'BRL',
  'CAD',
  'CHF',
  'CZK',
  'DKK',
  'HKD',
  'IDR',
  'ILS',
  'INR',
  'KRW',
  'MXN',
  'NOK',
  'NZD',
  'PLN',
  'SEK',
  'SGD',
  'THB',
  'TRY',
  'TWD',
  'VND',
  'ZAR',
] as const
export type CurrencyCode = (typeof currencyCodes)[number]

export interface Currency {
  code: CurrencyCode
  /** Units of the currency for one US dollar, six decimals at most. */
  perDollar: number
}

export const usDollar: Currency = { code: 'USD', perDollar: 1 }

/** Words an amount of US dollars. */
export interface Money {
  (dollars: number): string
  /** "$", "€", "CN¥" */
  symbol: string
  /** Words an amount that somebody has set: without last digits that say nothing, "$0.25" and not "$0.250". */
  limit: (dollars: number) => string
}

/** Two digits from one unit on, where the currency has such; below that as many as say something. */
export function moneyIn({ code, perDollar }: Currency): Money {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: code })
  const symbol = format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? code
  // A code in the place of a symbol stands apart from its figure.
  const before = /^[A-Z]+$/.test(symbol) ? `${symbol} ` : symbol
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const whole = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const words = (dollars: number): string => {
    const amount = dollars * perDollar
    if (amount === 0) return `${before}${whole.format(0)}`
    if (amount < 0.0001) return `<${before}0.0001`
    if (amount < 0.01) return `${before}${amount.toFixed(4)}`
    if (amount < 1) return `${before}${amount.toFixed(3)}`
    return `${before}${whole.format(amount)}`
  }
  const limit = (dollars: number): string => words(dollars).replace(/(\.\d\d\d*?)0+$/, '$1')
  return Object.assign(words, { symbol, limit })
}
