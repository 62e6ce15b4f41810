import { networkBand, type BandNetwork } from '../../../src/core/hedging/bands/band-network'
import type { Rng } from '../../../src/core/rng'
import type { BandPaths } from '../../band-network/band-paths'
import { trainByCertainty, type CertaintyTraining } from '../../band-network/train-by-certainty'
import type { BandAt } from '../../band-optimum/certainty-equivalent'
import { placeOf } from '../../band-optimum/certainty-equivalent'
import { sampleOptions, type SampledOptions } from '../../band-optimum/sample-options'
import { stateVariances } from '../../band-optimum/switching-world'
import type { Problem } from './worlds'

const volsNow = ({ market }: Problem, { vol, posterior }: SampledOptions): Float64Array => {
  const variances = stateVariances(market)
  const states = variances.length
  return vol.map((_, i) => {
    let sum = 0
    for (let k = 0; k < states; k++) sum += posterior[i * states + k] * variances[k]
    return Math.sqrt(sum)
  })
}

/** Options of a problem as training paths. */
const trainingPaths = (problem: Problem, options: SampledOptions): BandPaths => {
  const { paths, steps, spot, years, cost, vol, posterior, risk } = options
  const states = problem.market.vols.length
  return {
    paths,
    steps,
    spot,
    years,
    cost,
    vol,
    growth: 1,
    unwindAtExpiry: true,
    seen: {
      nowVol: volsNow(problem, options),
      posterior: problem.market.vols.map((_, k) => vol.map((__, i) => posterior[i * states + k])),
      variance: risk.map((variance, i) => variance / spot[placeOf(options, i)] ** 2),
    },
  }
}

/** Lives of the training options as shares of the problem's: most of what is to be learned lies close to expiry. */
const lives = [1, 1 / 8, 1 / 30]

/** A band network trained by certainty equivalent on paths of a problem and of the same market closer to expiry. */
export const trainNetwork = async (
  problem: Problem,
  training: Omit<CertaintyTraining, 'riskAversions'>,
): Promise<BandNetwork> => {
  const { market, information, riskAversion } = problem
  const sources = lives.map((life) => {
    const own = { ...problem, market: { ...market, steps: Math.max(Math.round(life * market.steps), 1) } }
    return (count: number, rng: Rng) => trainingPaths(own, sampleOptions(own.market, information, count, rng))
  })
  const { network } = await trainByCertainty(sources, { ...training, riskAversions: [riskAversion] })
  return network
}

/** The band of a network as the policy in service draws it. */
export const learned = (problem: Problem, options: SampledOptions, network: BandNetwork): BandAt => {
  const { spot, cost, gamma, vol, years, delta, posterior } = options
  const states = problem.market.vols.length
  const draw = networkBand(network, problem.riskAversion)
  const nowVol = volsNow(problem, options)
  const out = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
  return (i, step, band) => {
    const at = placeOf(options, i)
    draw(
      {
        cost: cost[at],
        spot: spot[at],
        gamma: gamma[i],
        vol: vol[i],
        years: years[step],
        discount: 1,
        nowVol: nowVol[i],
        posterior: posterior.subarray(i * states, (i + 1) * states),
      },
      0,
      out,
    )
    band.lower = delta[i] - out.below
    band.upper = delta[i] + out.above
    band.lowerTarget = delta[i] - out.belowTarget
    band.upperTarget = delta[i] + out.aboveTarget
  }
}
