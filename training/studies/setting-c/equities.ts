import { black76Price } from '../../../src/core/pricing/price'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { fixedFamilies } from '../../tune/fixed-candidates'
import { evaluationColumn, type Strip } from '../../tune/view/strip'
import { hedgeOutcome, run, viewOf } from '../../tune/view/view'
import { marksPerSession, readEquities, type EquityMinutes } from './equity-minutes'
import { factors, type NamedShape } from './families'
import { hedgeShaped, type EdgeShape } from './shape/edge-shape'
import { leanColumn } from './shape/shape-paths'
import { costTarget, leastRisk, trackingTargets, type CostTarget, type TrackingTarget } from './targets'

/**
 * Two-hour options on a stock: fixed strategies tuned on the first session, the shape of the coins, both judged on the
 * sessions after.
 */
export type EquityJudged = {
  readonly symbol: string
  /** Which shape the band has. */
  readonly shape: string
  readonly sessions: number
  readonly paths: number
  /** Mean one-way proportional cost at the evaluations. */
  readonly meanCost: number
  /** False where no quotes were recorded; half the spread is then half a cent. */
  readonly quoted: boolean
  readonly tracking: readonly TrackingTarget[]
  readonly cost: CostTarget
}

const barSeconds = 60
const steps = 120
const startEvery = 5
/** Bars of the first session before the first sale, on which the volatility warms up. */
const warmUp = 60
const barsPerYear = 252 * (marksPerSession - 1)
/** Commission and exchange fee, proportional. */
const fee = 5e-5
const halfCent = 0.005
const riskAversion = 1000
const halfLife = 60
const replications = 200
const compared = ['× 0.7', '× 1', '× 1.4', '× 2']

/** Annual volatility by an exponential average of squared minute returns within sessions; nights are left out. */
const ewmaVol = (price: Float64Array): Float64Array => {
  const keep = 0.5 ** (1 / halfLife)
  let sum = 0
  let weight = 0
  return price.map((value, i) => {
    if (i % marksPerSession !== 0) {
      sum = keep * sum + Math.log(value / price[i - 1]) ** 2
      weight = keep * weight + 1
    }
    return weight === 0 || sum === 0 ? 0.1 : Math.sqrt((sum / weight) * barsPerYear)
  })
}

const startsOf = (sessions: number): Int32Array => {
  const starts: number[] = []
  for (let s = 0; s < sessions; s++)
    for (let t = s === 0 ? warmUp : 0; t + steps < marksPerSession; t += startEvery)
      starts.push(s * marksPerSession + t)
  return Int32Array.from(starts)
}

const stripOf = ({ price, halfSpread, sessions }: EquityMinutes): Strip => {
  const starts = startsOf(sessions)
  const spot = new Float64Array(starts.length * (steps + 1))
  const cost = new Float64Array(spot.length)
  starts.forEach((start, p) => {
    for (let t = 0; t <= steps; t++) {
      const bar = start + t
      spot[p * (steps + 1) + t] = price[bar] / price[start]
      cost[p * (steps + 1) + t] = fee + (halfSpread === undefined ? halfCent / price[bar] : halfSpread[bar])
    }
  })
  const years = Float64Array.from({ length: steps }, (_, t) => (steps - t) / barsPerYear)
  return { paths: starts.length, steps, spot, years, cost, starts, overlap: steps / startEvery }
}

const judge = (stock: EquityMinutes, name: string, shape: EdgeShape, seed: number): EquityJudged => {
  const strip = stripOf(stock)
  const vol = ewmaVol(stock.price)
  const view = viewOf(strip, evaluationColumn(strip, vol), barSeconds)
  const years = steps / barsPerYear
  const premium = Float64Array.from(strip.starts, (start) =>
    black76Price({ type: 'call', forward: 1, strike: 1, years, vol: vol[start] }),
  )
  const fixed = fixedFamilies(riskAversion, barSeconds, steps)
    .filter(({ candidates }) => candidates.length > 1)
    .map(({ strategy: family, candidates }) => ({
      strategy: family,
      volatility: 'ewma' as const,
      outcomes: candidates.map(({ setting, strategy }) =>
        hedgeOutcome({ strategy: family, setting }, run(view, strategy), premium),
      ),
    }))
  const lean = leanColumn(strip, view.vol, { price: stock.price, barSeconds }, shape.trends)
  const shaped = factors.map((multiplier) =>
    hedgeOutcome(
      { strategy: 'shaped', setting: `× ${multiplier}` },
      hedgeShaped(view, { shape, riskAversion, multiplier, lean }),
      premium,
    ),
  )
  const all = Int32Array.from(strip.starts.keys())
  const first = all.filter((p) => strip.starts[p] < marksPerSession)
  const rest = all.filter((p) => strip.starts[p] >= marksPerSession)
  const bootstrap = (name: string) => ({
    block: strip.overlap,
    replications,
    rng: startRng(deriveSeed(seed, `${stock.symbol} ${name}`)),
  })
  const whalleyWilmott = fixed
    .filter(({ strategy }) => strategy === 'whalley-wilmott')
    .flatMap(({ outcomes }) => outcomes.filter(({ setting }) => compared.includes(setting)))
  const { cost } = strip
  return {
    symbol: stock.symbol,
    shape: name,
    sessions: stock.sessions - 1,
    paths: rest.length,
    meanCost: typeof cost === 'number' ? cost : cost.reduce((sum, value) => sum + value, 0) / cost.length,
    quoted: stock.halfSpread !== undefined,
    tracking: trackingTargets(shaped, whalleyWilmott, rest, bootstrap('tracking')),
    cost: costTarget(
      { volatility: 'ewma', outcomes: shaped },
      { tuned: leastRisk(fixed, first), families: fixed },
      rest,
      bootstrap('cost'),
    ),
  }
}

/**
 * The same comparison within sessions of US equities, minute by minute, at a fee and half the recorded spread, with
 * the coins' shapes unchanged on options a hundred times shorter: one session is too short to fit a shape on.
 */
export const judgeEquities = (
  dataFolder: string,
  shapes: readonly NamedShape[],
  seed: number,
): readonly EquityJudged[] =>
  readEquities(dataFolder).flatMap((stock) => shapes.map(({ name, shape }) => judge(stock, name, shape, seed)))
