'use client'

import { useMoney } from './money'

/** What an amount of dollars is in the currency of the page, for the field that it is written into; nothing where that is the dollar. */
export function useDollarHint(dollars: number | string | undefined): string | undefined {
  const money = useMoney()
  if (money.symbol === '$') return undefined
  const amount = Number(String(dollars ?? '').replaceAll(/[\s,$]/g, ''))
  return amount > 0 ? `US dollars, shown as ${money.limit(amount)}.` : 'US dollars.'
}

/** Said beside what stays in US dollars while the page shows another currency. */
export function DollarNote({ what }: { what: string }) {
  const money = useMoney()
  if (money.symbol === '$') return null
  return (
    <>
      {what} in US dollars: $1 is shown as {money.limit(1)}.
    </>
  )
}
