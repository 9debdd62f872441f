import { formatPlural } from '../../lib/shared/format'
import type { WhatIf, WhatIfModel } from '../../lib/usage/what-if/schema'
import { useMoney } from '../common/money'
import { changeWords, moneyWords } from './what-if-table'

/** All calls of the run on one other model, the cheapest first. */
export function WhatIfModels({ data: { models, leftOut, ledger } }: { data: WhatIf }) {
  const money = useMoney()
  if (models.length === 0) return <p className="mt-2 text-muted">No model with a price has this name.</p>
  const priced = models.filter(({ costMicros }) => costMicros !== null)
  const unknown = models.filter(({ costMicros }) => costMicros === null)
  return (
    <>
      {priced.length > 0 ? (
        <table className="tabular mt-2 w-full">
          <caption className="sr-only">Models</caption>
          <tbody>
            {priced.map(model => (
              <tr key={`${model.vendor}:${model.model}`} className="align-top [&>*]:border-t [&>*]:py-1.5">
                <th scope="row" className="w-full max-w-0 text-left font-normal">
                  <span className="block truncate" title={`${model.vendor}:${model.model}`}>
                    {model.model}
                  </span>
                  <Source model={model} />
                </th>
                <td className="whitespace-nowrap pl-3 text-right">
                  {moneyWords(model, money)}
                  {model.offPeak ? (
                    <span className="block text-meta text-muted">
                      {moneyWords(model.offPeak, money)} off-peak
                    </span>
                  ) : null}
                </td>
                <td className="min-w-18 whitespace-nowrap text-right text-muted">
                  {changeWords(model, ledger)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {unknown.length > 0 ? (
        <p className="mt-2 text-meta text-muted">
          Price unknown: {unknown.map(({ vendor, model }) => `${model} (${vendor})`).join(', ')}.
        </p>
      ) : null}
      {leftOut > 0 ? (
        <p className="mt-1.5 text-meta text-muted">
          {formatPlural(leftOut, 'model')} not shown. Find one by its name.
        </p>
      ) : null}
    </>
  )
}

/** Whose price it is: a name may be priced as that of its family. */
function Source({ model: { vendor, model, price } }: { model: WhatIfModel }) {
  const isOther = price !== null && price.model.toLowerCase() !== model.toLowerCase()
  return (
    <span className="block truncate text-meta text-muted" title={price?.source}>
      {vendor}
      {isOther ? `, priced as ${price.model}` : ''}
    </span>
  )
}
