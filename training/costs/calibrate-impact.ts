import type { CostCard, ImpactCard } from '../../src/core/execution/cost-card'
import type { Bar } from '../../src/core/market/bar'
import type { Rng } from '../../src/core/rng'
import { robustSlopes } from './robust-slopes'
import { startCursor, type Tape } from './tape'

/** The move of a trade is read this long after it, microseconds. */
const SETTLED = 100_000

/** Signed root of a volume over the daily one. */
const root = (volume: number, daily: number): number => Math.sign(volume) * Math.sqrt(Math.abs(volume) / daily)

/**
 * Move of the mid from before a trade to a tenth of a second after it, on the trade's signed root of size; the sign of
 * the trade before, at a mean size, takes up the expected part (by least squares, since most trades do not move the
 * mid; Madhavan, Richardson & Roomans, Review of Financial Studies 10 (1997) 1035–1064).
 */
export const calibrateTradeImpact = (
  { quotes, trades, stretches }: Tape,
  dailyVolume: number,
  rng: Rng,
): ImpactCard | undefined => {
  const { time, size, sign } = trades
  const [before, after, stretch] = [
    startCursor(quotes.time),
    startCursor(quotes.time),
    startCursor(Float64Array.from(stretches, ([from]) => from)),
  ]
  const mean = Math.sqrt(size.reduce((sum, own) => sum + own, 0) / Math.max(1, size.length) / dailyVolume)
  const [own, last, moves]: number[][] = [[], [], []]
  for (let i = 1; i < time.length; i++) {
    const from = before(time[i])
    const to = after(time[i] + SETTLED)
    const [begin, end] = stretches[stretch(time[i])]
    if (from < 0 || quotes.time[from] < begin || time[i] + SETTLED > end || sign[i] === 0) continue
    own.push(root(sign[i] * size[i], dailyVolume))
    last.push(sign[i - 1] * mean)
    moves.push(Math.log(quotes.mid[to] / quotes.mid[from]))
  }
  const fit = robustSlopes(
    { a: Float64Array.from(own), b: Float64Array.from(last), y: Float64Array.from(moves) },
    rng,
    Infinity,
  )
  return fit && { coefficient: fit.first, r2: fit.r2, rows: fit.rows }
}

/**
 * Log return of a bar on the signed root of its net volume, and on that of the bar before: the share of the earlier
 * bar's move that is taken back is the recovery.
 */
export const calibrateBarImpact = (bars: readonly Bar[], dailyVolume: number, rng: Rng): CostCard['barImpact'] => {
  const net = bars.map(({ flow }) => (flow === undefined ? 0 : flow.buyVolume - flow.sellVolume))
  const rows = bars.flatMap((bar, i) => (i < 2 || bar.afterGap || bars[i - 1].afterGap ? [] : [i]))
  const column = (value: (i: number) => number): Float64Array => Float64Array.from(rows, value)
  const fit = robustSlopes(
    {
      a: column((i) => root(net[i], dailyVolume)),
      b: column((i) => root(net[i - 1], dailyVolume)),
      y: column((i) => Math.log(bars[i].close / bars[i - 1].close)),
    },
    rng,
  )
  if (fit === undefined) return undefined
  const share = (value: number): number => Math.min(1, Math.max(0, value))
  const { value, low, high } = fit.reversal
  return {
    coefficient: fit.first,
    recovery: { value: share(value), low: share(low), high: share(high) },
    r2: fit.r2,
    rows: fit.rows,
    barSeconds: bars[0].periodSeconds,
  }
}
