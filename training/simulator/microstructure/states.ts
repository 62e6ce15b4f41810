import { markovChain } from '../markov-chain'
import { crashVariance } from './crash'
import type { MicrostructureWorld } from './parameters'

/** The chain of hidden states, rates per year of 365 days. */
export const microstructureChain = ({ meanHours, jumps }: MicrostructureWorld) =>
  markovChain(
    meanHours.map((hours) => hours / 8760),
    jumps,
  )

/**
 * Annual variance of the mid in each state, sampled every minute, expected crashes included: what the truth rows say.
 */
export const microstructureVariances = (world: MicrostructureWorld): readonly number[] =>
  world.vols.map((vol, state) => vol * vol + crashVariance(world, state))
