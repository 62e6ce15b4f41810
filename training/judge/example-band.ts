import type { PolicyCard } from '../../models/store/policy-card'
import { evaluate } from '../../src/core/hedging/evaluate'
import { legVol, volAt } from '../../src/core/hedging/exposure-columns'
import type { Evaluation } from '../../src/core/hedging/snapshot'
import type { RecordingPlots } from '../../src/report/summary'
import type { AdaptiveLens } from '../tune/adaptive-lens'
import type { Strip } from '../tune/view/strip'
import type { JudgedPart } from './unseen'

type BandPlot = RecordingPlots['band']

/** The middle option of the strip hedged by `evaluate` as in the service, at the times of its bars. */
export const exampleBand = (
  { prepared: { market, dataset }, predictions }: JudgedPart,
  policy: PolicyCard,
  strip: Strip,
  lens: AdaptiveLens,
): BandPlot => {
  const path = strip.paths >> 1
  const { barSeconds } = market.profile
  const { barsPerYear, close, timestamp } = dataset.series
  const { states, posterior } = predictions
  const { vol, mark } = lens.view
  const { nowVol, jumpShare } = lens.columns(policy.adaptive)
  const start = strip.starts[path]
  const strike = close[start]
  const columns = { time: [], spot: [], delta: [], lower: [], upper: [], held: [], intervalMinutes: [] } as {
    [K in keyof BandPlot]: number[]
  }
  let position = 0
  let last: Evaluation | undefined
  for (let t = 0; t < strip.steps; t++) {
    const bar = start + t
    const at = path * strip.steps + t
    const decision = evaluate({
      time: t * barSeconds * 1e6,
      spot: close[bar],
      legs: [{ type: 'call', strike, expiry: strip.steps * barSeconds * 1e6, quantity: -1 }],
      yearsPerMicrosecond: 1 / (barsPerYear * barSeconds * 1e6),
      position,
      oneWayCost: strip.cost instanceof Float64Array ? strip.cost[path * (strip.steps + 1) + t] : strip.cost,
      posterior: Array.from(posterior.subarray(bar * states, (bar + 1) * states)),
      volatility: [{ years: strip.years[t], vol: vol[at] }],
      mark: [{ years: strip.years[t], vol: volAt(legVol(mark.vol, 0), at) }],
      nowVol: nowVol?.[at],
      jumpShare: jumpShare?.[at],
      rate: 0,
      toxicityPercentile: lens.toxicity?.[at],
      strategy: { kind: 'adaptive', policy: policy.adaptive },
      scale: { contracts: 1, price: strike },
      last,
    })
    position = decision.target
    last = decision.next
    if (decision.band === undefined) continue
    columns.time.push(timestamp[bar] / 1000)
    columns.spot.push(close[bar])
    columns.delta.push(decision.band.centre)
    columns.lower.push(decision.band.lower)
    columns.upper.push(decision.band.upper)
    columns.held.push(position)
    columns.intervalMinutes.push(decision.nextEvaluationSeconds / 60)
  }
  return columns
}
