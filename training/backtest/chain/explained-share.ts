import type { ExplainedShare } from '../../../src/report/chain/chain-backtest'
import { attributeOption, type ChainParts } from '../../../src/core/portfolio/attribute-chain'
import { DAY, YEARS_PER_MICROSECOND, type OptionSummary } from '../../../src/core/market/event'
import type { ChainTerms } from '../../../src/core/surface/chain-quotes'
import { markOption, type MarkedChain, type MarkRule } from '../../../src/core/surface/mark-option'

/** Intervals longer than this do not count. */
const longest = (13 / 24) * DAY
/** Options quoted within 10 %, of a day at least, with open interest, strikes from half to twice the forward. */
const filter = { spread: 0.1, years: 1 / 365, openInterest: 1, moneyness: [0.5, 2] } as const

const causes: readonly ((parts: ChainParts) => number)[] = [
  ({ delta, gamma, theta }) => delta + gamma + theta,
  ({ delta, gamma, theta, vega }) => delta + gamma + theta + vega.reduce((sum, value) => sum + value, 0),
  ({ total, other }) => total - other,
]

const passes = ({ bid, ask, expiry, strike, openInterest = 0, underlyingPrice }: OptionSummary, at: MarkedChain) => {
  if (bid === undefined || ask === undefined || 2 * (ask - bid) > filter.spread * (ask + bid)) return false
  const moneyness = strike / (underlyingPrice ?? at.index)
  const [low, high] = filter.moneyness
  const lives = (expiry - at.at) * YEARS_PER_MICROSECOND >= filter.years
  return lives && openInterest >= filter.openInterest && moneyness >= low && moneyness <= high
}

/** Over every option that passes the filter in two chains that follow each other. */
export const explainedShare = (
  chains: readonly MarkedChain[],
  settlement: ChainTerms['settlement'],
  rule: MarkRule,
): ExplainedShare => {
  const left = causes.map(() => 0)
  let [pairs, squares] = [0, 0]
  for (let i = 1; i < chains.length; i++) {
    const [before, after] = [chains[i - 1], chains[i]]
    if (after.at - before.at >= longest) continue
    for (const [name, quote] of before.quotes) {
      const next = after.quotes.get(name)
      if (next === undefined || !passes(quote, before) || !passes(next, after)) continue
      const [start, end] = [markOption(before, quote, rule), markOption(after, quote, rule)]
      if (start === undefined || end === undefined) continue
      const parts = attributeOption(settlement, { ...quote, start, end })
      pairs++
      squares += parts.total * parts.total
      causes.forEach((cause, k) => (left[k] += (parts.total - cause(parts)) ** 2))
    }
  }
  const [spot, atMoney, all] = left.map((sum) => (squares > 0 ? 1 - sum / squares : 0))
  return { pairs, spot, atMoney, all }
}
