'use client'

import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { meQuery } from '../../lib/accounts/queries'
import { type Money, moneyIn, usDollar } from '../../lib/shared/currency'

const MoneyContext = createContext<Money>(moneyIn(usDollar))

/** Words amounts of US dollars as the workspace shows them. */
export function useMoney(): Money {
  return use(MoneyContext)
}

/** Every amount below is shown in the workspace's currency. */
export function MoneyProvider({ children }: { children: ReactNode }) {
  const { data: me } = useQuery(meQuery())
  const { code, perDollar } = me?.workspace.currency ?? usDollar
  const money = useMemo(() => moneyIn({ code, perDollar }), [code, perDollar])
  return <MoneyContext value={money}>{children}</MoneyContext>
}
