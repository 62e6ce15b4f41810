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
    /** Normal jumps of the log price in each state, mean 0: how many a year, and their standard deviation. */
    priceJumpsPerYear: z.array(z.number().min(0).max(100_000)).readonly().optional(),
    priceJumpSd: z.array(z.number().min(0).max(1)).readonly().optional(),
    /** Half the spread in each state, as a fraction of the price. */
    halfSpread: z.array(z.number().min(0).max(0.5)).readonly().optional(),
  })
  .refine(
    ({ vols, meanDays, priceJumpsPerYear = vols, priceJumpSd = vols, halfSpread = vols }) =>
      [meanDays, priceJumpsPerYear, priceJumpSd, halfSpread].every(({ length }) => length === vols.length),
    'vols, meanDays and every other list need one number a state each',
  )
  .refine(
    ({ priceJumpsPerYear, priceJumpSd }) => (priceJumpsPerYear === undefined) === (priceJumpSd === undefined),
    'priceJumpsPerYear and priceJumpSd stand together',
  )

export type RegimesWorld = Readonly<z.infer<typeof regimesSchema>>

/** The chain of states, rates per year. */
export const regimesChain = ({ meanDays, jumps }: RegimesWorld) =>
  markovChain(
    meanDays.map((days) => days / 365),
    jumps,
  )

/** Annual variance of the log price in each state, and the part of it that comes from jumps. */
export const regimesVariances = ({ vols, priceJumpsPerYear, priceJumpSd }: RegimesWorld) => {
  const byJumps = vols.map((_, k) => (priceJumpsPerYear?.[k] ?? 0) * (priceJumpSd?.[k] ?? 0) ** 2)
  return { total: vols.map((vol, k) => vol * vol + byJumps[k]), byJumps }
}

/**
 * The walk starts in a state drawn from the long-run shares and switches at the exact times of the chain, inside bars
 * too.
 */
export const regimesPath = (world: RegimesWorld, rng: Rng): Path => {
  const { vols, priceJumpsPerYear, priceJumpSd, drift } = world
  const chain = regimesChain(world)
  const { total } = regimesVariances(world)
  let state = drawStationary(chain, rng)
  let stay = drawStay(chain, state, rng)
  return {
    advance(years) {
      let left = years
      let integrated = 0
      let jumped = 0
      const spend = (part: number): void => {
        integrated += vols[state] * vols[state] * part
        if (priceJumpsPerYear === undefined || priceJumpSd === undefined) return
        const [rate, sd] = [priceJumpsPerYear[state], priceJumpSd[state]]
        const count = rng.poisson(rate * part)
        jumped -= rate * part * Math.expm1((sd * sd) / 2)
        if (count > 0) jumped += sd * Math.sqrt(count) * rng.normal()
      }
      while (stay <= left) {
        spend(stay)
        left -= stay
        state = drawNext(chain, state, rng)
        stay = drawStay(chain, state, rng)
      }
      stay -= left
      spend(left)
      return drift * years - integrated / 2 + jumped + Math.sqrt(integrated) * rng.normal()
    },
    state: () => state,
    variance: () => total[state],
  }
}
