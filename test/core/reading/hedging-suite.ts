import { decide } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import type { HedgingPolicy } from '../../../src/core/decision/hedging-policy'
import { mandateOf } from '../../../src/core/decision/mandate-of'
import { hedge } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { SECOND } from '../../../src/core/market/event'
import type { BarReading } from '../../../src/core/reading/market'
import { termVol } from '../../../src/core/pricing/term-vol'
import type { MarketState } from '../../../src/core/reading/market-state'
import { adaptiveLens } from '../../../training/tune/adaptive-lens'
import { sellStrip, type Strip } from '../../../training/tune/view/strip'
import { markOf } from '../../../training/tune/view/view'
import { aBook, aCall, aHedge, aMarketState, aPortfolio } from '../decision/a-market-state'
import { solverForTests } from '../hedging/greeks/solver'
import { aMarket, aState, INSTRUMENT, someLimits } from '../risk/gate/a-state'
import { instrument, type FoldedMarket } from './a-folded-market'

const solve = solverForTests()
/** So fine that whole lots lose nothing. */
const terms = { lot: 1e-9, minLots: 1, tick: 0 }

/** A gate that refuses nothing at the market's own price. */
const openGate = ({ spot, time }: MarketState): DecisionInputs['gate'] => {
  const quotes = [{ source: 'own', price: spot, at: time }]
  const price = { leastSources: 1, maxAge: 60, maxDeviation: 0.01 }
  return aState({
    ...{ time, margin: undefined, positions: [], sent: [], markets: [aMarket({ time, spot, quotes })] },
    limits: { ...someLimits({ margin: undefined }), price },
  })
}

/** The market as of a bar's close, before the next event. */
const atClose = ({ bar, ...read }: BarReading, models: MarketState['models']): MarketState =>
  aMarketState({
    ...read,
    time: bar.timestamp,
    venueTime: bar.timestamp,
    barTime: bar.timestamp,
    spot: bar.close,
    bid: bar.quote?.bid,
    ask: bar.quote?.ask,
    relativeSpread: bar.quote?.relativeSpread,
    models,
  })

const batchPositions = ({ batch, readings }: FoldedMarket, strip: Strip, policy: HedgingPolicy): Float64Array => {
  const { dataset, market } = batch.prepared
  const vols = Float64Array.from({ length: strip.paths * strip.steps }, (_, i) => {
    const step = i % strip.steps
    return termVol(readings[strip.starts[(i - step) / strip.steps] + step].mark, strip.years[step])
  })
  const mark = markOf(strip, vols)
  const lens = adaptiveLens({ strip, mark }, { dataset, market }, batch.predictions)
  const { exposure, vol } = lens.view
  const positions = new Float64Array(strip.paths * strip.steps)
  const { adaptive } = policy
  const extra = { ...lens.columns(adaptive), vol, mark, stepSeconds: market.profile.barSeconds }
  hedge(strip, exposure, { kind: 'adaptive', policy: adaptive }, { ...extra, unwindAtExpiry: true, positions })
  return positions
}

const liveTargets = (
  { models, batch, readings }: FoldedMarket,
  strip: Strip,
  path: number,
  policy: HedgingPolicy,
): { readonly targets: number[]; readonly kinds: ReadonlySet<string> } => {
  const start = strip.starts[path]
  const { close, timestamp } = batch.prepared.dataset.series
  const expiry = timestamp[start] + strip.steps * batch.prepared.market.profile.barSeconds * SECOND
  const strike = close[start]
  const settings = aPortfolio({
    instrument,
    costs: { fee: batch.prepared.fee, fixed: 0 },
    mandate: aHedge({ scale: { contracts: 1, price: strike } }),
  })
  const kinds = new Set<string>()
  let last: unknown
  let held = 0
  const targets = Array.from({ length: strip.steps }, (_, step) => {
    const market = atClose(readings[start + step], models.market.versions)
    const book = aBook({
      options: [aCall({ strike, expiry, quantity: -1 })],
      positions: [{ instrument: 'paper/MICRO', lots: 1, lot: held }],
    })
    const made = mandateOf(settings, { book, state: { last } }, { [instrument]: market }, { policy, time: market.time })
    if (made.kind === 'not-ready' || made.mandate.kind !== 'hedge') throw new Error(JSON.stringify(made))
    const inputs: DecisionInputs = {
      time: market.time,
      mandate: made.mandate,
      tradables: [{ name: 'underlying', instrument: INSTRUMENT, mid: market.spot, held: 0, terms }],
      gate: openGate(market),
      interval: { least: 1e-6, most: 1e9, retry: 1 },
    }
    const { kind, orders, next } = decide(inputs, solve)
    kinds.add(kind)
    // The memory of a decision goes through the ledger.
    last = JSON.parse(JSON.stringify(next))
    for (const { side, lots, lot } of orders) held += (side === 'buy' ? lots : -lots) * lot
    return held
  })
  return { targets, kinds }
}

/** Decided evaluation by evaluation from live states, an option trades as in the backtest. */
export const hedging = (folded: () => FoldedMarket): void => {
  const demanding: Partial<AdaptivePolicy> = {
    multiplier: 0.3,
    regimeVols: [0.2, 0.5, 1.1],
    diffusionShare: 0.5,
    maxInterval: 1800,
    priceTrigger: 0.5,
    edgeTrigger: 0.3,
    insideShare: 0.3,
    gammaReach: 0.4,
    waitVariance: 2e-6,
    toxicityThreshold: 0.3,
    toxicityDelay: 120,
    toxicityMaxWait: 600,
    riskLimit: 0.2,
  }
  test.each([
    ['as tuned', {}, ['hold', 'trade']],
    ['with every coordinate in use', demanding, ['hold', 'trade', 'wait']],
  ] as const)('trades as the backtest does, %s', (_, own, made) => {
    const { models, batch } = folded()
    const { dataset, market, cost } = batch.prepared
    const policy: HedgingPolicy = { ...models.policy, adaptive: { ...models.policy.adaptive, ...own } }
    const strip = sellStrip(dataset.series, batch.test, market.profile, cost)
    const positions = batchPositions(folded(), strip, policy)
    const all = new Set<string>()
    let traded = 0
    const trades = (held: readonly number[]): number => held.filter((units, i) => units !== (held[i - 1] ?? 0)).length
    for (const path of [0, strip.paths >> 1, strip.paths - 1]) {
      const wanted = Array.from(positions.subarray(path * strip.steps, (path + 1) * strip.steps))
      const { targets, kinds } = liveTargets(folded(), strip, path, policy)
      expect(Math.max(...targets.map((target, step) => Math.abs(target - wanted[step])))).toBeLessThan(1e-5)
      expect(trades(targets)).toBe(trades(wanted))
      traded += trades(targets)
      kinds.forEach((kind) => all.add(kind))
    }
    expect(traded).toBeGreaterThan(5)
    expect([...all].sort()).toEqual(made)
  })
}
