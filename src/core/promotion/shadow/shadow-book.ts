import type { HedgingPolicy } from '../../decision/hedging-policy'
import { oneWayCostIn } from '../../decision/trading-cost'
import { evaluate } from '../../hedging/evaluate'
import type { Evaluation } from '../../hedging/snapshot'
import type { BarReading } from '../../reading/market'
import type { MarketGrid } from '../../reading/market-models'

/** The bands that are compared on one market, all by the objective of the first one's tuning. */
export type ShadowBands = {
  /** One a set, in the order of the sets. */
  readonly policies: readonly HedgingPolicy[]
  /** Proportional one-way cost beside half the spread. */
  readonly fee: number
  /** Of the certainty equivalent, per unit of spot. */
  readonly riskAversion: number
}

/** What a set's hedge lost over one bar, the mean of the options that are alive, per unit of their strikes. */
export type BandLoss = {
  /** Cost of trading, with the sale at expiry. */
  readonly cost: number
  /** Squared distance from the delta of the mark × squared price × variance of the bar. */
  readonly risk: number
  /** Cost + (a/2) risk: what the bands were tuned by. */
  readonly certaintyEquivalent: number
}

/** Options that are alive at a time. */
const ALIVE = 4

/** A short at-the-money call with the hedge of every set. */
type Sold = {
  readonly strike: number
  /** Count of the bar at whose close it expires. */
  readonly expiry: number
  readonly hedges: { position: number; last: Evaluation | undefined; off: number }[]
}

/** Hedges one book by every band, bar by bar; undefined at a bar before which nothing was alive. */
export type ShadowBook = (bar: ShadowBar) => readonly BandLoss[] | undefined

type ShadowBar = {
  /** As each set reads the bar; the mark of the first is that of all. */
  readonly readings: readonly BarReading[]
  /** Of the bar, dimensionless. */
  readonly variance: number
}

/**
 * Starts a book of short at-the-money calls that several bands at once hedge on paper, evaluated at the closes of bars:
 * a call is sold every quarter of the life of the options that the first set was tuned on, for all sets at the
 * same closes, around the delta of the same mark. No order is made. The same bars give the same losses. While a set
 * reads no features nothing is sold, and what was sold is dropped.
 */
export const startShadowBook = (
  { optionBars, barSeconds, barsPerYear }: MarketGrid,
  { policies, fee, riskAversion }: ShadowBands,
): ShadowBook => {
  const every = Math.max(1, Math.ceil(optionBars / ALIVE))
  const barTime = barSeconds * 1e6
  const yearsPerMicrosecond = 1 / (barsPerYear * barTime)
  let sold: readonly Sold[] = []
  let count = 0
  let before = 0

  /** What the positions held until now lost over the bar, summed over the calls, one a set. */
  const held = (close: number, variance: number, rate: number): readonly Pick<BandLoss, 'cost' | 'risk'>[] =>
    policies.map((_, set) => {
      let cost = 0
      let risk = 0
      for (const { strike, expiry, hedges } of sold) {
        const { position, off } = hedges[set]
        risk += (off * before) ** 2 * (variance / strike ** 2)
        if (count >= expiry) cost += (rate * Math.abs(position) * close) / strike
      }
      return { cost, risk }
    })

  /** Moves the hedges of a call to where each band has them; what that costs, one a set. */
  const hedge = ({ strike, expiry, hedges }: Sold, readings: readonly BarReading[], rate: number): readonly number[] =>
    policies.map(({ adaptive }, set) => {
      const own = hedges[set]
      const { bar, volatility, nowVol, posterior, jumpShare, toxicityPercentile } = readings[set]
      const decision = evaluate({
        time: count * barTime,
        spot: bar.close,
        legs: [{ type: 'call', strike, expiry: expiry * barTime, quantity: -1 }],
        ...{ yearsPerMicrosecond, position: own.position, oneWayCost: rate, rate: 0 },
        ...{ posterior, volatility, mark: readings[0].mark, nowVol, jumpShare, toxicityPercentile },
        strategy: { kind: 'adaptive', policy: adaptive },
        scale: { contracts: 1, price: strike },
        last: own.last,
      })
      own.position = decision.target
      own.last = decision.next
      own.off = decision.target + decision.exposure.delta
      return (rate * Math.abs(decision.trade) * bar.close) / strike
    })

  return ({ readings, variance }) => {
    count++
    const { bar } = readings[0]
    const rate = oneWayCostIn({ relativeSpread: bar.quote?.relativeSpread, bid: undefined, ask: undefined }, fee)
    const lost = held(bar.close, variance, rate)
    const options = sold.length
    before = bar.close
    if (readings.some(({ row }) => row === undefined)) {
      sold = []
      return undefined
    }
    sold = sold.filter(({ expiry }) => count < expiry)
    if (count % every === 0) {
      const hedges = policies.map(() => ({ position: 0, last: undefined, off: 0 }))
      sold = [...sold, { strike: bar.close, expiry: count + optionBars, hedges }]
    }
    const paid = sold.map((one) => hedge(one, readings, rate))
    if (options === 0) return undefined
    return lost.map((own, set) => {
      const cost = paid.reduce((sum, one) => sum + one[set], own.cost) / options
      const risk = own.risk / options
      return { cost, risk, certaintyEquivalent: cost + 0.5 * riskAversion * risk }
    })
  }
}
