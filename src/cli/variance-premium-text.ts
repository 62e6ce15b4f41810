import type { PremiumRow } from '../../training/studies/variance-premium/variance-premium'
import { fixed } from '../report/format'
import { rowsTable } from '../report/tables/text-table'

const percent = (share: number): string => `${fixed(100 * share, 0)} %`
const points = (value: number | undefined): string => (value === undefined ? '–' : fixed(value, 2))

/** The record of variance sold and bought by its forecast, as text. */
export const variancePremiumText = ({ rows }: { readonly rows: readonly PremiumRow[] }): string =>
  [
    'Implied variance against its forecast, walking forward; profit in vol points a unit of vega, bought variance negated',
    '',
    rowsTable(rows, [
      ['market', ({ market, tenorDays }) => `${market}, ${tenorDays} d`, 'left'],
      ['forecast', ({ forecast }) => forecast, 'left'],
      ['lives', ({ lives }) => fixed(lives, 1)],
      ['implied', ({ implied }) => fixed(100 * implied, 1)],
      ['realized', ({ realized }) => fixed(100 * realized, 1)],
      ['QLIKE implied', ({ qlike }) => fixed(qlike.implied, 3)],
      ['forecast', ({ qlike }) => fixed(qlike.forecast, 3)],
      ['paid, told', ({ paid }) => percent(paid.told)],
      ['seen', ({ paid }) => percent(paid.seen)],
      ['always', ({ always }) => points(always.profit)],
      ['ES95', ({ always }) => points(always.es95)],
      ['sold', ({ sell }) => percent(sell.share)],
      ['profit', ({ sell }) => points(sell.profit)],
      ['ES95', ({ sell }) => points(sell.es95)],
      ['bought', ({ buy }) => percent(buy.share)],
      ['profit', ({ buy }) => points(buy.profit)],
      [
        'sold less always [95 %]',
        ({ gain }) =>
          gain === undefined ? '–' : `${points(gain.value)} [${gain.ci.map((end) => fixed(end, 2)).join(', ')}]`,
      ],
    ]),
  ].join('\n')
