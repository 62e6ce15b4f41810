import { Fault } from '../../src/core/error'
import { integratedExponential } from './matrix-exponential'
import { jumpsVariance } from './jumps'
import type { MarkovChain } from './markov-chain'
import { microstructureChain, microstructureVariances } from './microstructure/states'
import { regimesChain } from './regimes'
import type { World } from './world'

const chainAverage = (chain: MarkovChain, variances: readonly number[], state: number, years: number): number => {
  if (!(state in variances)) throw new Fault('bad-input', `state ${state} is not one of ${variances.length}`)
  return integratedExponential(chain.generator, variances, years)[state] / years
}

/**
 * Expected mean annual variance over the next `years` > 0, given the hidden state and the instantaneous annual variance
 * now: the forecast of one who knows the world. Worlds with states read `state`, Heston reads `variance`, the others
 * neither. Tends to the variance in force as years → 0 and to the long-run mean as years → ∞. Heston: θ + (v − θ)(1 −
 * e^{−κT})/(κT).
 */
export const expectedAverageVariance = (world: World, state: number, variance: number, years: number): number => {
  if (!(years > 0)) throw new Fault('numerical-domain', `years must be positive, not ${years}`)
  switch (world.kind) {
    case 'gbm':
      return world.vol * world.vol
    case 'jumps':
      return jumpsVariance(world)
    case 'heston': {
      const reverted = world.kappa * years
      return world.theta + ((variance - world.theta) * -Math.expm1(-reverted)) / reverted
    }
    case 'regimes':
      return chainAverage(
        regimesChain(world),
        world.vols.map((vol) => vol * vol),
        state,
        years,
      )
    case 'microstructure':
      return chainAverage(microstructureChain(world), microstructureVariances(world), state, years)
  }
}
