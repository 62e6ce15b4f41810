import { regimesChain, type RegimesWorld } from '../simulator/regimes'
import { stationaryShares } from '../simulator/markov-chain'
import { matrixExponential } from '../simulator/truth'

/** The probability of each regime, updated by one log return at a time. */
export type RegimeFilter = {
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
export const regimeFilter = (world: RegimesWorld, years: number): RegimeFilter => {
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
