import { z } from 'zod'
import type { MarketState } from '../../../core/reading/market-state'
import type { DecisionRecord } from '../../../ports/ledger'
import type { MarketPoint, PortfolioPoint } from './schema/history'

/** The row of an instrument's charts for a market state; the forecast is that of the shortest maturity. */
export const marketPoint = (state: MarketState): MarketPoint => {
  const interval = state.interval.at(0)
  return {
    at: state.time,
    spot: state.spot,
    regime: state.regime,
    forecast: state.volatility.at(0)?.vol,
    low: interval?.low,
    high: interval?.high,
    realized: state.realizedVol,
  }
}

const bandShape = z.object({ lower: z.number(), upper: z.number(), centre: z.number(), halfWidth: z.number() })

/** The regime that a hedge's market is called, where its models are trusted. */
const called = z.object({ regime: z.number(), trust: z.object({ kind: z.literal('models') }) })

/** What the charts need of a hedge's stored inputs and outputs, whatever else is in them. */
const hedged = z.object({
  inputs: z.object({
    mandate: z.object({ snapshot: z.object({ position: z.number(), spot: z.number() }) }),
    markets: z.array(z.unknown()).optional(),
  }),
  outputs: z.object({
    evaluated: z.object({
      kind: z.literal('hedge'),
      decision: z.object({ trade: z.number(), band: bandShape.optional() }),
    }),
  }),
})

/**
 * The row of a portfolio's charts for a stored decision; the position as the decision found it. A decision of another
 * mandate, or one that was not due, has no band.
 */
export const decisionPoint = (record: DecisionRecord): PortfolioPoint => {
  const at = record.at
  const interval = (record.dueAt - at) / 1e6
  const { data } = hedged.safeParse(record)
  if (data === undefined) return { at, interval }
  const { decision } = data.outputs.evaluated
  const { mandate, markets } = data.inputs
  const regime = called.safeParse(markets?.at(0)).data?.regime
  return {
    at,
    interval,
    position: mandate.snapshot.position,
    ...(regime !== undefined && { regime }),
    ...decision.band,
    ...(record.kind === 'trade' && { traded: decision.trade }),
  }
}
