import { bookColumns, movePnl, optionDeltas, optionsValue, type BookColumns } from './book-columns'
import type { Margin, MarginBook } from './margin-book'

/**
 * Parameters of a scenario-based portfolio margin. Amounts in currency. The venue may change its figures at any time:
 * pass what it publishes.
 */
export type PortfolioMarginParameters = {
  /** What losses are counted in: the venue's coin-settled books convert each scenario at its own price. */
  readonly settlement: 'coin' | 'currency'
  /** Largest standard move, and how many equal steps there are to each side. */
  readonly priceRange: number
  readonly bucketsPerSide: number
  /** Relative vol shocks of an option of 30 days; others by (30 / days)^power, days at least 1. */
  readonly volUp: number
  readonly volDown: number
  readonly shortTermPower: number
  readonly longTermPower: number
  /** The shocked-up volatility is at least this. */
  readonly leastVolUp: number
  /**
   * Moves beyond the range, at shocked-up vols only; their P&L counts by factor × range / |move|, less the dampener.
   */
  readonly extendedMoves: readonly number[]
  readonly extendedFactor: number
  /** Loss left out per multiple of the range that an extended move exceeds it by, currency. */
  readonly extendedDampener: number
  /** Roll: each expiry's |net delta| costs max(e^{annual × years} − 1, least). */
  readonly annualMoveRisk: number
  readonly leastMoveRisk: number
  /** Delta: beyond the threshold (currency) each further unit adds this rate, at most `maxDeltaShock`. */
  readonly deltaThreshold: number
  readonly deltaIncrement: number
  readonly maxDeltaShock: number
  /** Per option that is net short at its strike, as a share of the spot. */
  readonly shortOption: number
  /** Maintenance over initial margin. */
  readonly maintenanceFactor: number
}

/**
 * Deribit's segregated portfolio margin for BTC with the model parameters of the example in its API reference,
 * "private/pme/simulate" (docs.deribit.com, timestamp June 2024); moves of the extended table from "Portfolio Margin"
 * (support.deribit.com). Order of the terms as there.
 */
export const deribitBtc: PortfolioMarginParameters = {
  settlement: 'coin',
  priceRange: 0.16,
  bucketsPerSide: 4,
  volUp: 0.5,
  volDown: 0.25,
  shortTermPower: 0.3,
  longTermPower: 0.13,
  leastVolUp: 0.5,
  extendedMoves: [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5],
  extendedFactor: 1,
  extendedDampener: 100_000,
  annualMoveRisk: 0.075,
  leastMoveRisk: 0.01,
  deltaThreshold: 20_000_000,
  deltaIncrement: 0.00005,
  maxDeltaShock: 0.1,
  shortOption: 0,
  maintenanceFactor: 0.8,
}

/** One row of the risk matrix. P&L in currency at the price at which the loss is counted, damped where extended. */
export type RiskScenario = {
  readonly kind: 'standard' | 'extended'
  readonly move: number
  readonly vol: 'up' | 'same' | 'down'
  readonly pnl: number
}

/** A portfolio margin with its parts, in currency. */
export type PortfolioMargin = Margin & {
  /** Largest loss over all scenarios, ≥ 0. */
  readonly worstLoss: number
  /** The scenario it comes from; undefined where no scenario loses. */
  readonly worst: RiskScenario | undefined
  readonly rollShock: number
  readonly deltaShock: number
  readonly shortOptions: number
}

const volsAt = (
  columns: BookColumns,
  parameters: PortfolioMarginParameters,
  vol: RiskScenario['vol'],
): Float64Array => {
  if (vol === 'same') return columns.vol
  return columns.vol.map((now, i) => {
    const days = Math.max(columns.days[i], 1)
    const power = days < 30 ? parameters.shortTermPower : parameters.longTermPower
    const scale = (30 / days) ** power
    if (vol === 'up') return Math.max(now * (1 + parameters.volUp * scale), parameters.leastVolUp)
    return now * Math.max(1 - parameters.volDown * scale, 0)
  })
}

/**
 * Every scenario of the risk matrix: standard moves × three volatilities, then the extended moves. In currency now: a
 * coin-settled loss is converted at the scenario's price and valued at today's.
 *
 * @internal Held against the venue's published example by a test.
 */
export const riskMatrix = (columns: BookColumns, parameters: PortfolioMarginParameters): RiskScenario[] => {
  const { priceRange, bucketsPerSide, extendedMoves, extendedFactor, extendedDampener } = parameters
  const base = optionsValue(columns, columns.spot, columns.vol)
  const counted = (pnl: number, move: number): number => (parameters.settlement === 'coin' ? pnl / (1 + move) : pnl)
  const shocked = {
    up: volsAt(columns, parameters, 'up'),
    same: columns.vol,
    down: volsAt(columns, parameters, 'down'),
  }
  const scenarios: RiskScenario[] = []
  for (let bucket = -bucketsPerSide; bucket <= bucketsPerSide; bucket++) {
    const move = (priceRange * bucket) / bucketsPerSide
    for (const vol of ['up', 'same', 'down'] as const)
      scenarios.push({ kind: 'standard', move, vol, pnl: counted(movePnl(columns, base, move, shocked[vol]), move) })
  }
  for (const move of extendedMoves) {
    const size = Math.abs(move)
    const weighed = (movePnl(columns, base, move, shocked.up) * extendedFactor * priceRange) / size
    const dampener = Math.min((Math.max(size / priceRange, 1) - 1) * extendedDampener, Math.abs(weighed))
    const damped = weighed < 0 ? weighed + dampener : weighed
    scenarios.push({ kind: 'extended', move, vol: 'up', pnl: counted(damped, Math.sign(move) * priceRange) })
  }
  return scenarios
}

/** Delta that counts towards the liquidity charge, in units: long options only relieve, never add. */
const chargedDelta = (book: MarginBook, deltas: Float64Array): number => {
  let bought = 0
  let rest = book.futures.reduce((sum, { quantity }) => sum + quantity, 0)
  book.options.forEach(({ quantity, multiplier = 1 }, i) => {
    if (quantity * multiplier > 0) bought += deltas[i]
    else rest += deltas[i]
  })
  return rest < 0 ? Math.min(Math.max(bought + rest, rest), 0) : Math.max(Math.min(bought + rest, rest), 0)
}

const rollOf = (book: MarginBook, deltas: Float64Array, parameters: PortfolioMarginParameters): number => {
  const byExpiry = new Map<number | undefined, number>()
  const add = (expiry: number | undefined, delta: number) => byExpiry.set(expiry, (byExpiry.get(expiry) ?? 0) + delta)
  book.futures.forEach(({ expiry, quantity }) => add(expiry, quantity))
  book.options.forEach(({ expiry }, i) => add(expiry, deltas[i]))
  let sum = 0
  for (const [expiry, delta] of byExpiry) {
    const years = expiry === undefined ? 0 : Math.max(expiry - book.time, 0) * book.yearsPerMicrosecond
    sum += Math.abs(delta) * Math.max(Math.expm1(parameters.annualMoveRisk * years), parameters.leastMoveRisk)
  }
  return sum
}

const netShort = (book: MarginBook): number => {
  const byStrike = new Map<number, number>()
  for (const { strike, quantity, multiplier = 1 } of book.options)
    byStrike.set(strike, (byStrike.get(strike) ?? 0) + quantity * multiplier)
  return [...byStrike.values()].reduce((sum, units) => sum + Math.max(-units, 0), 0)
}

/**
 * Scenario-based portfolio margin after Deribit's public description: the worst loss over the risk matrix by full
 * revaluation, plus what rolling each expiry's delta, closing a large delta and short options may cost. Initial is the
 * sum, maintenance a share of it; both 0 for an empty book. Order margins and collateral haircuts are left out.
 * Deribit, "Portfolio Margin" and "private/pme/simulate". Faults on a book that cannot be valued.
 */
export const portfolioMargin = (book: MarginBook, parameters: PortfolioMarginParameters): PortfolioMargin => {
  const columns = bookColumns(book)
  const deltas = optionDeltas(columns)
  let worst: RiskScenario | undefined
  for (const scenario of riskMatrix(columns, parameters)) if (scenario.pnl < (worst?.pnl ?? 0)) worst = scenario
  const worstLoss = worst === undefined ? 0 : -worst.pnl
  const { spot } = book
  const delta = Math.abs(chargedDelta(book, deltas))
  const beyond = Math.max(delta - parameters.deltaThreshold / spot, 0)
  const deltaShock = delta * Math.min(parameters.deltaIncrement * beyond, parameters.maxDeltaShock) * spot
  const rollShock = rollOf(book, deltas, parameters) * spot
  const shortOptions = parameters.shortOption * netShort(book) * spot
  const initial = worstLoss + rollShock + deltaShock + shortOptions
  return {
    initial,
    maintenance: parameters.maintenanceFactor * initial,
    worstLoss,
    worst,
    rollShock,
    deltaShock,
    shortOptions,
  }
}
