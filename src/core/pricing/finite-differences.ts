import type { OptionContract } from '../market/instrument'
import type { OptionInputs } from './option'

/** Cash that a share pays out: `years` from now, 0 excluded, to the day it goes ex, `amount` > 0 per share. */
export type Dividend = { readonly years: number; readonly amount: number }

/** When an option may be exercised. */
export type Exercise = OptionContract['exercise']

/** An option on a share that pays cash: `dividends` in any order; those behind expiry do not count. */
export type ShareOption = OptionInputs & {
  readonly exercise: Exercise
  readonly dividends?: readonly Dividend[] | undefined
}

/** Log spots per standard deviation and steps in time over the option's life. */
export type Mesh = { readonly density: number; readonly steps: number }

/** Value and derivatives at the spot; `exercised` where it is worth no more than exercise now pays. */
type GridValue = {
  readonly price: number
  readonly delta: number
  readonly gamma: number
  readonly exercised: boolean
}

/** Standard deviations on either side of the spot's drift: what lies beyond weighs less than 1e-6. */
const REACH = 5
/** Le Floc'h's and Bank's 2 − √2: both stages of a step have one matrix. */
const GAMMA = 2 - Math.SQRT2
const LEAST_STEPS = 4
/** A grid that the drift or the dividends would make longer is coarser. */
const MOST_SPOTS = 8_000
const MOST_CHANGES = 50

type Grid = {
  readonly spots: Float64Array
  /** What exercise pays, at each spot. */
  readonly payoff: Float64Array
  /** The spot's own place. */
  readonly at: number
  readonly width: number
}

const gridOf = (option: ShareOption, dividends: readonly Dividend[], density: number): Grid => {
  const { type, spot, strike, years, vol, rate = 0, dividend = 0 } = option
  const deviation = vol * Math.sqrt(years)
  const drift = (rate - dividend - 0.5 * vol * vol) * years
  const paid = dividends.reduce((sum, { amount }) => sum + amount, 0)
  const below = REACH * deviation - Math.min(drift, 0) - Math.log(Math.max(1 - paid / spot, 0.02))
  const above = REACH * deviation + Math.max(drift, 0)
  const width = Math.max(deviation / density, (below + above) / MOST_SPOTS)
  const at = Math.ceil(below / width)
  const length = at + Math.ceil(above / width) + 1
  const spots = Float64Array.from({ length }, (_, i) => spot * Math.exp((i - at) * width))
  const sign = type === 'call' ? 1 : -1
  return { spots, payoff: spots.map((s) => Math.max(sign * (s - strike), 0)), at, width }
}

/** The payoff with its kink spread over its cell: the error is of the width squared wherever the strike lies. */
const smoothed = ({ type, spot, strike }: ShareOption, { payoff, at, width }: Grid): Float64Array => {
  const values = payoff.slice()
  const place = Math.log(strike / spot) / width + at
  const i = Math.round(place)
  if (i < 1 || i > values.length - 2) return values
  const [low, high] = [(i - 0.5 - at) * width, (i + 0.5 - at) * width]
  const kink = (place - at) * width
  const [from, to] = type === 'call' ? [kink, high] : [low, kink]
  const area = spot * (Math.exp(to) - Math.exp(from)) - strike * (to - from)
  values[i] = Math.abs(area) / width
  return values
}

/** The value at a spot of the grid, by cubics in the logarithm. */
const valueAt = (values: Float64Array, { spots, width }: Grid, spot: number): number => {
  const place = Math.log(spot / spots[0]) / width
  const j = Math.min(Math.max(Math.floor(place), 1), values.length - 3)
  const t = place - j
  const [a, b, c, d] = [values[j - 1], values[j], values[j + 1], values[j + 2]]
  return (
    (-a * t * (t - 1) * (t - 2)) / 6 +
    (b * (t + 1) * (t - 1) * (t - 2)) / 2 -
    (c * (t + 1) * t * (t - 2)) / 2 +
    (d * (t + 1) * t * (t - 1)) / 6
  )
}

/** Values just before a share goes ex: those of the spot less what is paid. */
const beforeDividend = (values: Float64Array, grid: Grid, amount: number): Float64Array =>
  values.map((_, i) => {
    const ex = grid.spots[i] - amount
    return ex <= grid.spots[0] ? values[0] : valueAt(values, grid, ex)
  })

type Generator = { readonly down: number; readonly stay: number; readonly up: number }

/** Central differences; upwind where the drift over a cell outweighs the diffusion. */
const generatorOf = ({ vol, rate = 0, dividend = 0 }: ShareOption, { width }: Grid): Generator => {
  const drift = rate - dividend - 0.5 * vol * vol
  const variance = Math.max(vol * vol, Math.abs(drift) * width)
  const diffusion = variance / (2 * width * width)
  const convection = drift / (2 * width)
  return { down: diffusion - convection, stay: -2 * diffusion - rate, up: diffusion + convection }
}

/** Solves (1 − step × generator) u = b, where `floor` is given with u ≥ floor: by a policy's iteration over `held`. */
const startSolver = (length: number, { down, stay, up }: Generator) => {
  const ratio = new Float64Array(length)
  const held = new Uint8Array(length)
  const sweep = (b: Float64Array, step: number, u: Float64Array, floor: Float64Array | undefined): void => {
    const [lower, diagonal, upper] = [-step * down, 1 - step * stay, -step * up]
    // The ends are given by the caller.
    ratio[0] = 0
    u[0] = b[0]
    for (let i = 1; i < length - 1; i++)
      if (floor !== undefined && held[i] === 1) {
        ratio[i] = 0
        u[i] = floor[i]
      } else {
        const pivot = 1 / (diagonal - lower * ratio[i - 1])
        ratio[i] = upper * pivot
        u[i] = (b[i] - lower * u[i - 1]) * pivot
      }
    u[length - 1] = b[length - 1]
    for (let i = length - 2; i > 0; i--) u[i] -= ratio[i] * u[i + 1]
  }
  const change = (b: Float64Array, step: number, u: Float64Array, floor: Float64Array): boolean => {
    let changed = false
    for (let i = 1; i < length - 1; i++) {
      const free = u[i] - step * (down * u[i - 1] + stay * u[i] + up * u[i + 1]) - b[i]
      const next = held[i] === 1 ? (free < 0 ? 0 : 1) : u[i] < floor[i] ? 1 : 0
      if (next !== held[i]) {
        held[i] = next
        changed = true
      }
    }
    return changed
  }
  return {
    held,
    solve: (b: Float64Array, step: number, u: Float64Array, floor: Float64Array | undefined): void => {
      sweep(b, step, u, floor)
      if (floor === undefined) return
      for (let tries = 0; tries < MOST_CHANGES && change(b, step, u, floor); tries++) sweep(b, step, u, floor)
    },
  }
}

/**
 * Values now at every spot, by steps back from expiry of Bank's TR-BDF2, which grow with the square of their number
 * from expiry and from each dividend, where values have kinks.
 */
const valuesNow = (option: ShareOption, grid: Grid, dividends: readonly Dividend[], steps: number) => {
  const { years, rate = 0, dividend = 0, exercise } = option
  const { spots, payoff } = grid
  const length = spots.length
  const floor = exercise === 'american' ? payoff : undefined
  const generator = generatorOf(option, grid)
  const { down, stay, up } = generator
  const solver = startSolver(length, generator)
  let values = smoothed(option, grid)
  let middle = new Float64Array(length)
  const b = new Float64Array(length)
  const sign = option.type === 'call' ? 1 : -1
  /** Days to exercise on, as years from expiry back, with what is paid until then, discounted to the step. */
  const days = [{ at: 0, cash: 0 }]
  /** At the ends the option is a forward contract to the best day of exercise or nothing. */
  const setEnds = (later: number): void => {
    for (const i of [0, length - 1]) {
      b[i] = floor === undefined ? 0 : floor[i]
      for (const { at, cash } of days) {
        const wait = later - at
        const carried = spots[i] * Math.exp(-dividend * wait) - cash - option.strike * Math.exp(-rate * wait)
        b[i] = Math.max(b[i], sign * carried)
      }
    }
  }
  const stepBack = (step: number, later: number): void => {
    const half = 0.5 * GAMMA * step
    for (let i = 1; i < length - 1; i++)
      b[i] = values[i] + half * (down * values[i - 1] + stay * values[i] + up * values[i + 1])
    setEnds(later - (1 - GAMMA) * step)
    solver.solve(b, half, middle, floor)
    const [toMiddle, toStart] = [1 / (GAMMA * (2 - GAMMA)), (1 - GAMMA) ** 2 / (GAMMA * (2 - GAMMA))]
    for (let i = 1; i < length - 1; i++) b[i] = toMiddle * middle[i] - toStart * values[i]
    setEnds(later)
    const next = middle
    const old = values
    solver.solve(b, half, old, floor)
    ;[values, middle] = [old, next]
  }
  let end = years
  for (const { years: at, amount } of [...dividends, { years: 0, amount: 0 }]) {
    const span = end - at
    const count = Math.max(LEAST_STEPS, Math.round(steps * Math.sqrt(span / years)))
    for (let k = 1; span > 0 && k <= count; k++) {
      const [from, to] = [((k - 1) / count) ** 2, (k / count) ** 2]
      const step = span * (to - from)
      for (const day of days) day.cash *= Math.exp(-rate * step)
      stepBack(step, years - end + span * to)
    }
    if (amount > 0) {
      for (const day of days) day.cash += amount
      // A call is exercised before its share goes ex, a put after.
      if (floor !== undefined) days.push({ at: years - at, cash: sign > 0 ? 0 : amount })
      values = beforeDividend(values, grid, amount)
      if (floor !== undefined) for (let i = 0; i < length; i++) values[i] = Math.max(values[i], floor[i])
    }
    end = at
  }
  return { values, held: solver.held }
}

/** Dividends within the option's life, the last one first. */
const countedOf = ({ years, dividends = [] }: ShareOption): readonly Dividend[] =>
  dividends.filter(({ years: at }) => at <= years).sort((one, other) => other.years - one.years)

/**
 * As `gridValue`, the price at any spot of one grid around the strike, which `reaches` from the lowest to the highest
 * of them; beyond it the option is the forward contract, its exercise or nothing.
 */
export const gridCurve = (option: Omit<ShareOption, 'spot'>, { density, steps }: Mesh) => {
  const centred = { ...option, spot: option.strike }
  const counted = countedOf(centred)
  const grid = gridOf(centred, counted, density)
  const { values } = valuesNow(centred, grid, counted, steps)
  const { spots } = grid
  return {
    reaches: [spots[1], spots[spots.length - 2]] as const,
    price: (spot: number): number => valueAt(values, grid, spot),
  }
}

/**
 * Value of an option on a share by finite differences in the logarithm of its price, which falls by each dividend on
 * its day (all of the price where that is less): QuantLib's `Spot` model of cash dividends. `years` and `vol` > 0.
 * `like` gives the grid another option's volatility, so that differences between options have no noise. Scheme: Bank et
 * al., IEEE Trans. Electron Devices 32 (1985) 1992–2007; exercise by policy iteration.
 */
export const gridValue = (option: ShareOption, { density, steps }: Mesh, like = option): GridValue => {
  const { type, spot } = option
  const counted = countedOf(option)
  const grid = gridOf(like, counted, density)
  const { at, width, payoff } = grid
  const { values: v, held } = valuesNow(option, grid, counted, steps)
  if (held[at] === 1) return { price: payoff[at], delta: type === 'call' ? 1 : -1, gamma: 0, exercised: true }
  const slope = (8 * (v[at + 1] - v[at - 1]) - (v[at + 2] - v[at - 2])) / (12 * width)
  const bend = (16 * (v[at + 1] + v[at - 1]) - (v[at + 2] + v[at - 2]) - 30 * v[at]) / (12 * width * width)
  return { price: v[at], delta: slope / spot, gamma: (bend - slope) / (spot * spot), exercised: false }
}
