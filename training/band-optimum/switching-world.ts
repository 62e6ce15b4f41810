import { chainAverageVariances } from '../simulator/markov-chain'

/**
 * A market whose volatility switches between states from one evaluation to the next; within a state log returns are
 * normal, with at most one normal jump a step, and prices are a martingale. S = K = 1, zero rates.
 */
export type SwitchingWorld = {
  /** Evaluations of one option's life, equally spaced. */
  readonly steps: number
  readonly stepYears: number
  /** Annual volatility of each state, without jumps. */
  readonly vols: readonly number[]
  /** Chance that state j is in force over the next step when i was over this one; rows sum to 1. */
  readonly transition: readonly (readonly number[])[]
  /** Chance of each state at the sale. */
  readonly initial: readonly number[]
  /** One-way proportional cost of a trade by the state in force. */
  readonly cost: readonly number[]
  /** Jumps a year in each state, and the standard deviation of one in log price; none where absent. */
  readonly jumps?: { readonly perYear: readonly number[]; readonly sd: number } | undefined
}

/** Chance of a jump within a step of each state. */
export const jumpChances = ({ vols, jumps, stepYears }: SwitchingWorld): number[] =>
  vols.map((_, k) => (jumps === undefined ? 0 : Math.min(jumps.perYear[k] * stepYears, 1)))

/** Annual variance of each state, jumps included. */
export const stateVariances = (world: SwitchingWorld): number[] => {
  const chances = jumpChances(world)
  const jump = (world.jumps?.sd ?? 0) ** 2 / world.stepYears
  return world.vols.map((vol, k) => vol * vol + chances[k] * jump)
}

/**
 * Expected mean annual variance to expiry at each evaluation (rows) by the state in force (columns), steps × states.
 */
export const averageVariances = (world: SwitchingWorld): Float64Array =>
  chainAverageVariances(stateVariances(world), world.transition, world.steps)
