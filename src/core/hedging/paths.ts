import { Fault } from '../error'
import { tradeCost } from '../execution/cost'
import { centreVol, movesVol } from './band'
import { bandHalfWidth } from './band-offsets'
import { bandEvaluator, emptyEvaluation } from './evaluate-band'
import { callDelta, legVol, movedDelta, volAt, type ExposureColumns, type VolColumns } from './exposure-columns'
import { isShortCall, legYears, payoff, shortCall, type HedgePaths, type PathLeg } from './hedge-paths'
import { checkMatch, type HodgesNeubergerTable } from './hodges-neuberger/table'
import { emptyRun, type HedgeRun, type Mark } from './hedge-run'
import { hedgePlainBand, plainHalfWidths } from './plain-band'
import type { Strategy } from './strategy'

/**
 * When the steps of a batch are, microseconds since the first, and what a second counts in years; both 0 where seconds
 * are not given.
 */
type StepTimes = { readonly times: Float64Array; readonly yearsPerSecond: number }

/** From the seconds between steps, or the time of each; `years` are those left at each step. */
const stepTimes = (seconds: number | Float64Array, years: Float64Array): StepTimes => {
  const steps = years.length
  const times =
    typeof seconds === 'number'
      ? Float64Array.from({ length: steps }, (_, step) => step * Math.round(seconds * 1e6))
      : seconds.map((at) => Math.round((at - seconds[0]) * 1e6))
  // A single step lasts all the years there are.
  const gap = steps > 1 ? times[1] : typeof seconds === 'number' ? seconds * 1e6 : 0
  const gone = steps > 1 ? years[0] - years[1] : years[0]
  return { times, yearsPerSecond: gap > 0 ? (1e6 * gone) / gap : 0 }
}

/** How a batch is hedged beside its strategy, and the inputs that some strategies need; columns are paths × steps. */
export type HedgeOptions = {
  /** Sells the hedge at the end at cost; without it the hedge is delivered free. */
  readonly unwindAtExpiry: boolean
  /** Receives the position held after each step, paths × steps. */
  readonly positions?: Float64Array
  /** Receive the band's half-width and the seconds to the next evaluation, at steps evaluated; paths × steps. */
  readonly halfWidths?: Float64Array
  readonly intervals?: Float64Array
  /** Toxicity percentile in [0, 1] of the adaptive strategy; absent: never toxic. */
  readonly toxicity?: Float64Array | undefined
  /** Annual volatility behind the band's gamma; needed by leland, zakamouline, network and adaptive. */
  readonly vol?: VolColumns | undefined
  /** Annual volatility of the next step, paths × steps; absent: `vol`. */
  readonly nowVol?: Float64Array | undefined
  /** Probability of each regime, a column a state; absent: unknown. */
  readonly posterior?: readonly Float64Array[] | undefined
  /** Share of recent variance that came by jumps, in [0, 1]; absent: 0. */
  readonly jumpShare?: Float64Array | undefined
  /** The centre against which tracking and risk are measured; absent: they are not. */
  readonly mark?: Mark | undefined
  /**
   * Seconds between steps, or, where they are unequal, the time of each in seconds, `steps` of them; needed by
   * adaptive and by strategies with seconds of their own.
   */
  readonly stepSeconds?: number | Float64Array | undefined
}

export type { HedgeRun, Mark } from './hedge-run'

/**
 * Hedges the book of each path from an empty position. Decides by the `bandEvaluator` that `evaluate` uses, so a path
 * here is `evaluate` stepped along it. Faults where an input that the strategy needs is missing.
 */
export const hedge = (
  paths: HedgePaths,
  exposure: ExposureColumns,
  strategy: Strategy,
  options: HedgeOptions,
): HedgeRun => {
  const { steps, spot, years, legs = shortCall } = paths
  const { mark } = options
  checkOptions(paths, strategy, options)
  if (strategy.kind === 'hodges-neuberger') checkPathsMatch(strategy.table, paths)
  const setHalfWidths = plainHalfWidths(paths, exposure.gamma, strategy)
  if (setHalfWidths !== undefined) return hedgePlainBand(paths, exposure.delta, setHalfWidths, options)
  const plain = isShortCall(legs)
  const vols = options.vol ?? 0
  const marked = mark?.vol ?? vols
  const vol = legVol(vols, lastLeg(legs, steps))
  const { times, yearsPerSecond } = stepTimes(options.stepSeconds ?? 0, years)
  const fixed = paths.fixedCost ?? 0
  const moved = movesVol(strategy)
  const state = {
    cost: 0,
    fixedCost: 0,
    spot: 1,
    gamma: 0,
    centre: 0,
    vol: 0,
    nowVol: 0,
    years: 0,
    variance: 0,
    discount: 1,
    yearsPerSecond,
    posterior: new Float64Array(options.posterior?.length ?? 0),
    jumpShare: 0,
    deviation: 0,
  }
  const inputs = {
    state,
    position: 0,
    centre: 0,
    contracts: 1,
    price: 1,
    isLong: false,
    toxicity: 0,
    waited: 0,
    sinceTrade: 0,
    movedSince: 0,
  }
  const found = emptyEvaluation()
  const evaluateBand = bandEvaluator(strategy)
  const out = emptyRun(paths.paths, mark !== undefined)

  for (let path = 0; path < paths.paths; path++) {
    const first = path * (steps + 1)
    let position = 0
    let gain = 0
    let paid = 0
    let trades = 0
    let turnover = 0
    let evaluations = 0
    let tracking = 0
    let risk = 0
    let dueAt = 0
    let calmBelow = Infinity
    let calmAbove = -Infinity
    let waitingSince: number | undefined
    let tradedAt = -Infinity
    let tradedPrice = 0
    state.fixedCost = volAt(fixed, path)
    for (let step = 0; step < steps; step++) {
      const at = first + step
      const price = spot[at]
      const time = times[step]
      if (time >= dueAt || price <= calmAbove || price >= calmBelow) {
        evaluations++
        const index = path * steps + step
        const sigma = volAt(vol, index)
        state.cost = volAt(paths.cost, at)
        state.spot = price
        state.gamma = exposure.gamma[index]
        state.vol = exposure.vol === undefined ? sigma : exposure.vol[index]
        state.nowVol = options.nowVol === undefined ? state.vol : options.nowVol[index]
        state.years = exposure.years === undefined ? years[step] : exposure.years[index]
        state.variance = sigma * sigma * years[step]
        if (options.posterior !== undefined)
          for (let k = 0; k < options.posterior.length; k++) state.posterior[k] = options.posterior[k][index]
        if (options.jumpShare !== undefined) state.jumpShare = options.jumpShare[index]
        let centre = exposure.delta[index]
        if (moved && state.vol > 0) {
          const factor = centreVol(strategy, state, state.gamma >= 0 ? 1 : -1) / state.vol
          centre = plain
            ? callDelta(price, factor * volAt(legVol(marked, 0), index) * Math.sqrt(years[step]))
            : movedDelta(paths, marked, index, factor)
        }
        const since = waitingSince ?? time
        state.centre = centre
        state.deviation = position - centre
        inputs.centre = centre
        inputs.position = position
        inputs.isLong = state.gamma < 0
        inputs.waited = (time - since) / 1e6
        inputs.sinceTrade = (time - tradedAt) / 1e6
        inputs.movedSince = tradedPrice > 0 ? Math.abs(price / tradedPrice - 1) : Infinity
        if (options.toxicity !== undefined) inputs.toxicity = options.toxicity[index]
        evaluateBand(inputs, found)
        if (options.halfWidths !== undefined) options.halfWidths[index] = bandHalfWidth(found.band)
        if (options.intervals !== undefined) options.intervals[index] = found.interval
        waitingSince = found.isWaiting ? since : undefined
        calmBelow = price + found.rise
        calmAbove = price - found.fall
        dueAt = time + Math.round(found.interval * 1e6)
        const next = found.isWaiting ? position : found.target
        if (next !== position) {
          const size = Math.abs(next - position)
          paid += tradeCost(state.cost, state.fixedCost, size, price)
          turnover += size
          trades++
          position = next
          tradedAt = time
          tradedPrice = price
        }
      }
      if (options.positions !== undefined) options.positions[path * steps + step] = position
      gain += position * (spot[at + 1] - price)
      if (mark !== undefined) {
        const index = path * steps + step
        const off = position - mark.delta[index]
        tracking += off * (spot[at + 1] - price)
        risk += off * off * price * price * mark.variance[index]
      }
    }
    if (options.unwindAtExpiry && position !== 0) {
      const last = first + steps
      paid += tradeCost(volAt(paths.cost, last), state.fixedCost, position, spot[last])
      turnover += Math.abs(position)
      trades++
    }
    out.pnl[path] = gain - paid + payoff(legs, spot, first, steps)
    out.cost[path] = paid
    out.trades[path] = trades
    out.turnover[path] = turnover
    out.evaluations[path] = evaluations
    if (mark === undefined) continue
    out.tracking[path] = tracking
    out.risk[path] = risk
  }
  return out
}

const lastLeg = (legs: readonly PathLeg[], steps: number): number =>
  legs.findIndex(({ settles = steps }) => settles === steps)

const checkOptions = (paths: HedgePaths, strategy: Strategy, { vol, stepSeconds }: HedgeOptions): void => {
  const { kind } = strategy
  const overshoots = kind === 'whalley-wilmott' && strategy.seconds !== undefined
  const solved = kind === 'hodges-neuberger' || kind === 'network'
  const needsVol = movesVol(strategy) || kind === 'adaptive' || solved || overshoots
  const needsClock = kind === 'adaptive' || overshoots || ('seconds' in strategy && kind !== 'whalley-wilmott')
  if (needsVol && vol === undefined) throw new Fault('usage', `hedging by ${kind} needs the volatility`)
  if (needsClock && stepSeconds === undefined)
    throw new Fault('usage', `hedging by ${kind} needs the seconds between steps`)
  if (stepSeconds instanceof Float64Array && stepSeconds.length !== paths.steps)
    throw new Fault('usage', `${paths.steps} steps need as many times, got ${stepSeconds.length}`)
}

/** `checkMatch` for the book and every cost of batch paths. */
const checkPathsMatch = (table: HodgesNeubergerTable, paths: HedgePaths): void => {
  const { legs = shortCall, years, cost, fixedCost = 0 } = paths
  const unit = legs.map((leg) => ({ ...leg, years: legYears(leg, years, 0) }))
  for (const one of extremes(cost))
    for (const other of extremes(fixedCost)) checkMatch(table, unit, { cost: one, fixedCost: other })
}

const extremes = (column: Float64Array | number): readonly number[] =>
  typeof column === 'number'
    ? [column]
    : [column.reduce((x, y) => Math.min(x, y), Infinity), column.reduce((x, y) => Math.max(x, y), -Infinity)]
