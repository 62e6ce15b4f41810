import { bookColumns, optionDeltas, optionsValue, type BookColumns } from './book-columns'
import type { Margin } from './margin'
import type { MarginBook } from './margin-book'
import type { PortfolioMarginParameters } from './portfolio-parameters'
import { movePnl } from './stress-grid'

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
    const forgiven = Math.min((Math.max(size / priceRange, 1) - 1) * extendedDampener, Math.abs(weighed))
    const damped = weighed < 0 ? weighed + forgiven : weighed
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
