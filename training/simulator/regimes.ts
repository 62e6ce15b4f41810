import { z } from 'zod'
import type { Rng } from '../../src/core/rng'
import { barFields } from './bars'
import { drawNext, drawStationary, drawStay, markovChain } from './markov-chain'
import type { Path } from './path'

/** Volatility switches between K levels as a continuous-time Markov chain; by default the two states of setting B. */
export const regimesSchema = z
  .strictObject({
    kind: z.literal('regimes'),
    ...barFields,
    /** Annual volatility of each state. */
    vols: z.array(z.number().min(0).max(10)).min(1).max(16).readonly().default([0.35, 0.95]),
    /** Mean stay in each state, days. */
    meanDays: z.array(z.number().positive()).readonly().default([20, 5]),
    /** Odds of the next state, row-major; absent, every other state is equally likely. */
    jumps: z.array(z.number().min(0)).readonly().optional(),
  })
  .refine((world) => world.meanDays.length === world.vols.length, 'meanDays and vols need one number a state each')

export type RegimesWorld = Readonly<z.infer<typeof regimesSchema>>

/** The chain of states, rates per year. */
export const regimesChain = ({ meanDays, jumps }: RegimesWorld) =>
  markovChain(
    meanDays.map((days) => days / 365),
    jumps,
  )

/**
 * The walk starts in a state drawn from the long-run shares and switches at the exact times of the chain, inside bars
 * too.
 */
export const regimesPath = (world: RegimesWorld, rng: Rng): Path => {
  const chain = regimesChain(world)
  let state = drawStationary(chain, rng)
  let stay = drawStay(chain, state, rng)
  const variance = () => world.vols[state] * world.vols[state]
  return {
    advance(years) {
      let left = years
      let integrated = 0
      while (stay <= left) {
        integrated += variance() * stay
        left -= stay
        state = drawNext(chain, state, rng)
        stay = drawStay(chain, state, rng)
      }
      stay -= left
      integrated += variance() * left
      return world.drift * years - integrated / 2 + Math.sqrt(integrated) * rng.normal()
    },
    state: () => state,
    variance,
  }
}
