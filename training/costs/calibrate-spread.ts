import type { SpreadCard } from '../../src/core/execution/cost-card'
import type { Bar } from '../../src/core/market/bar'
import { DAY } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { mean, quantileOfSorted } from '../statistics/quantile'
import { blockEstimates } from './block-estimates'

const HOUR = DAY / 24
const levels = [0.05, 0.25, 0.5, 0.75, 0.95]

/**
 * Half spreads from bars that have quotes: mean with its interval, quantiles over bars and means by hour of the day,
 * UTC; undefined without quotes.
 */
export const calibrateSpread = (bars: readonly Bar[], rng: Rng): SpreadCard | undefined => {
  const quoted = bars.flatMap(({ quote, timestamp }) =>
    quote === undefined ? [] : [{ half: quote.relativeSpread / 2, hour: Math.floor(((timestamp - 1) % DAY) / HOUR) }],
  )
  if (quoted.length === 0) return undefined
  const halves = Float64Array.from(quoted, ({ half }) => half)
  const [estimate] = blockEstimates([halves, halves.map(() => 1)], ([sum, count]) => [sum / count], rng)
  const sorted = halves.slice().sort()
  const byHour = Array.from({ length: 24 }, (_, hour) => quoted.filter((own) => own.hour === hour)).flatMap(
    (own, hour) => (own.length === 0 ? [] : [{ hour, value: mean(own.map(({ half }) => half)), bars: own.length }]),
  )
  return {
    mean: estimate,
    quantiles: levels.map((level) => ({ level, value: quantileOfSorted(sorted, level) })),
    byHour,
  }
}
