import { startSum } from '../../src/core/features/rolling'
import { startPath } from '../simulator/world'
import { stationaryShares } from '../simulator/markov-chain'
import { SECONDS_PER_YEAR } from '../simulator/path'
import { regimesChain, regimesVariances, type RegimesWorld } from '../simulator/regimes'
import { expectedAverageVariance, matrixExponential } from '../simulator/truth'
import type { PathSource } from './band-paths'

export type RegimePathsOptions = {
  /** Evaluations of an option, and the seconds between them. */
  readonly steps: number
  readonly stepSeconds: number
  /** One-way proportional cost beside the world's half spread. */
  readonly cost: number
  /** What the hedger knows of the regime: the state itself, or Bayes' filter of the returns so far. */
  readonly sees: 'state' | 'filter'
  /**
   * The jump share is measured as the feature does it, by bipower variation over so many returns; absent: it is the
   * world's own at what is known of the regime.
   */
  readonly jumpBars?: number | undefined
}

/** Jump share over the last `bars` returns, max(0, 1 − bipower / realized), fed one return at a time. */
const startJumpShare = (bars: number) => {
  const [products, squares] = [startSum(bars), startSum(bars)]
  let last = 0
  let share = 0
  return {
    step(logReturn: number): void {
      const value = Math.abs(logReturn)
      const bipower = (Math.PI / 2) * products(value * last)
      const realized = squares(value * value)
      last = value
      share = realized > 0 ? Math.max(0, 1 - bipower / realized) : 0
    },
    value: (): number => share,
  }
}

/** The probability of each regime, updated by one log return at a time. */
type RegimeFilter = {
  /** Now; the array is reused. */
  readonly posterior: Float64Array
  /** Back to the long-run shares. */
  restart(): void
  step(logReturn: number): void
}

const density = (x: number, variance: number): number => Math.exp((-0.5 * x * x) / variance) / Math.sqrt(variance)

/**
 * Bayes' filter of a world's regimes by returns over `years` each, with the world's true parameters; a step holds one
 * regime and at most one jump. Hamilton, Econometrica 57 (1989) 357–384.
 */
const regimeFilter = (world: RegimesWorld, years: number): RegimeFilter => {
  const { vols, priceJumpsPerYear, priceJumpSd, drift } = world
  const size = vols.length
  const chain = regimesChain(world)
  const shares = stationaryShares(chain)
  const moves = matrixExponential(
    chain.generator.map((rate) => rate * years),
    size,
  )
  const posterior = shares.slice()
  const next = new Float64Array(size)
  const likelihood = (x: number, k: number): number => {
    const variance = Math.max(vols[k] * vols[k] * years, 1e-20)
    const jumps = -Math.expm1(-(priceJumpsPerYear?.[k] ?? 0) * years)
    const centred = x - (drift - (vols[k] * vols[k]) / 2) * years
    const jumped = jumps === 0 ? 0 : jumps * density(centred, variance + (priceJumpSd?.[k] ?? 0) ** 2)
    return (1 - jumps) * density(centred, variance) + jumped
  }
  return {
    posterior,
    restart: () => posterior.set(shares),
    step(logReturn) {
      let total = 0
      for (let k = 0; k < size; k++) {
        next[k] = posterior[k] * likelihood(logReturn, k)
        total += next[k]
      }
      // A return that is impossible in every regime tells nothing.
      if (!(total > 0)) next.set(posterior)
      else for (let k = 0; k < size; k++) next[k] /= total
      posterior.fill(0)
      for (let k = 0; k < size; k++) for (let j = 0; j < size; j++) posterior[j] += next[k] * moves[k * size + j]
    },
  }
}

/** Steps before the sale of an option, over which a filter finds its regime. */
const WARM_UP = 250

/** Expected average variance over what is left at each step, by state: steps × states. */
const termVariances = (world: RegimesWorld, { steps, stepSeconds }: RegimePathsOptions): Float64Array => {
  const { vols } = world
  const out = new Float64Array(steps * vols.length)
  for (let t = 0; t < steps; t++)
    for (let k = 0; k < vols.length; k++)
      out[t * vols.length + k] = expectedAverageVariance(world, k, 0, ((steps - t) * stepSeconds) / SECONDS_PER_YEAR)
  return out
}

/**
 * Short calls, fresh at every draw, in a world of regimes: volatility to expiry and now, jump share and posterior as a
 * hedger with the world's parameters knows them, the true variance of each step, and the cost of the true state.
 */
export const regimePaths = (world: RegimesWorld, options: RegimePathsOptions): PathSource => {
  const { steps, stepSeconds, cost, sees } = options
  const size = world.vols.length
  const stepYears = stepSeconds / SECONDS_PER_YEAR
  const years = Float64Array.from({ length: steps }, (_, t) => (steps - t) * stepYears)
  const term = termVariances(world, options)
  const { total, byJumps } = regimesVariances(world)
  const costOf = total.map((_, k) => cost + (world.halfSpread?.[k] ?? 0))
  const filter = regimeFilter(world, stepYears)
  const growth = Math.exp(world.drift * stepYears)
  const one = regimesChain(world).size === 1
  return (count, rng) => {
    const points = count * steps
    const spot = new Float64Array(count * (steps + 1))
    const costs = new Float64Array(spot.length)
    const vol = new Float64Array(points)
    const nowVol = new Float64Array(points)
    const jumpShare = new Float64Array(points)
    const variance = new Float64Array(points)
    const posterior = Array.from({ length: size }, () => new Float64Array(points))
    const known = new Float64Array(size)
    for (let p = 0, at = 0; p < count; p++) {
      const path = startPath(world, rng)
      filter.restart()
      const measured = options.jumpBars === undefined ? undefined : startJumpShare(options.jumpBars)
      if (sees === 'filter' && !one)
        for (let t = 0; t < WARM_UP; t++) {
          const move = path.advance(stepYears)
          filter.step(move)
          measured?.step(move)
        }
      let log = 0
      for (let t = 0; t <= steps; t++, at++) {
        const state = path.state()
        spot[at] = Math.exp(log)
        costs[at] = costOf[state]
        if (t === steps) break
        const i = p * steps + t
        if (sees === 'filter') known.set(filter.posterior)
        else for (let k = 0; k < size; k++) known[k] = k === state ? 1 : 0
        let average = 0
        let now = 0
        let jumps = 0
        for (let k = 0; k < size; k++) {
          posterior[k][i] = known[k]
          average += known[k] * term[t * size + k]
          now += known[k] * total[k]
          jumps += known[k] * byJumps[k]
        }
        vol[i] = Math.sqrt(average)
        nowVol[i] = Math.sqrt(now)
        jumpShare[i] = measured?.value() ?? (now > 0 ? jumps / now : 0)
        variance[i] = total[state] * stepYears
        const move = path.advance(stepYears)
        log += move
        if (sees === 'filter') filter.step(move)
        measured?.step(move)
      }
      at++
    }
    return {
      paths: count,
      steps,
      spot,
      years,
      cost: costs,
      vol,
      growth,
      unwindAtExpiry: true,
      seen: { nowVol, posterior, jumpShare, variance },
    }
  }
}
