/**
 * Parameters of a scenario-based portfolio margin, named after what they do. Amounts in currency. The venue may change
 * its figures at any time: pass what it publishes.
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
  /** Forgiven loss per multiple of the range that an extended move exceeds it by, currency. */
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
