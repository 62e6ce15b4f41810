import {
  attributeChain,
  inDollars,
  tenorDays,
  type ChainAttribution,
} from '../../../src/core/portfolio/attribute-chain'
import type { ChainBaseline } from '../../../src/report/chain/chain-backtest'
import type { ChainHistory } from './chain-history'
import type { ChainPart } from './chain-scores'
import type { BookPath, HedgeMade } from './hedge-chain'

const causesOf = ({
  delta,
  gamma,
  theta,
  vega,
  vanna,
  volga,
  skew,
  other,
  hedge,
  funding,
  cost,
  coin,
}: ChainAttribution) => ({
  ...{ delta, gamma, theta },
  ...Object.fromEntries(
    vega.map((value, b) => [
      b < tenorDays.length ? `vega to ${tenorDays[b]} days` : `vega beyond ${tenorDays[b - 1]} days`,
      value,
    ]),
  ),
  ...{ vanna, volga, skew, other, hedge, funding, cost, coin },
})

/** Profit by cause over a part: means a day and copy, and the share of each in the variance. */
export const causeTable = (
  { chains }: ChainHistory,
  paths: readonly BookPath[],
  made: readonly HedgeMade[],
  part: ChainPart,
): ChainBaseline['causes'] => {
  const rows: Record<string, number>[] = []
  const dollars: Record<string, number> = {}
  for (const [copy, { parts, cost: own }] of paths.entries()) {
    let opening = 0
    for (const [i, options] of parts.entries()) {
      const { hedge, funding, cost } = made[copy]
      const cash = { hedge: hedge[i], funding: funding[i], cost: -cost[i] - own[i] }
      const whole = attributeChain(options, cash)
      const k = part.intervals.indexOf(i)
      if (k >= 0 && part.held[k].includes(copy)) {
        rows.push({ ...causesOf(whole), total: whole.total })
        const ends = { opening, start: chains[i].index, end: chains[i + 1].index }
        for (const [cause, value] of Object.entries(causesOf(inDollars(whole, ends))))
          dollars[cause] = (dollars[cause] ?? 0) + value
      }
      opening += whole.total
    }
  }
  const days = part.days.reduce((sum, one) => sum + one, 0) * paths.length
  const meanOf = (name: string): number => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  const centre = meanOf('total')
  const variance = rows.reduce((sum, { total }) => sum + (total - centre) ** 2, 0)
  return Object.keys(dollars).map((cause) => {
    const middle = meanOf(cause)
    const together = rows.reduce((sum, row) => sum + (row[cause] - middle) * (row.total - centre), 0)
    return {
      cause,
      mean: (middle * rows.length) / days,
      dollars: dollars[cause] / days,
      share: variance > 0 ? together / variance : 0,
    }
  })
}
