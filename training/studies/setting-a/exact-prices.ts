import { solveHodgesNeuberger } from '../../../src/core/hedging/hodges-neuberger/solve'
import type { HodgesNeubergerTable } from '../../../src/core/hedging/hodges-neuberger/table'
import { setting, stepDeviation, stepDrift } from './setting'

/** The optimal band of setting A at a risk aversion, and the price of hedging by it, within about 2e-6. */
export const optimalBand = (riskAversion: number, cost: number = setting.cost): HodgesNeubergerTable =>
  solveHodgesNeuberger({
    legs: [{ type: 'call', strike: 1, years: setting.years, units: -1 }],
    vol: setting.vol,
    cost,
    riskAversion,
    steps: setting.steps,
    stepYears: setting.stepYears,
    stepDrift,
  })

const END = 12
const INTERVALS = 4000

/**
 * Entropic price of the unhedged call in setting A by Simpson's rule from the strike to 12 deviations, or undefined
 * where the integrand has not vanished there: the exponential moment of a lognormal is infinite, and only at small risk
 * aversions does a sample of ordinary size have a price.
 */
export const exactNoHedge = (riskAversion: number): number | undefined => {
  const deviation = stepDeviation * Math.sqrt(setting.steps)
  const drift = -0.5 * setting.vol ** 2 * setting.years
  // E[e^{a (S − 1)⁺}] − 1, which keeps its precision at small risk aversion.
  const integrand = (z: number): number =>
    (Math.expm1(riskAversion * Math.max(Math.exp(drift + deviation * z) - 1, 0)) * Math.exp(-0.5 * z * z)) /
    Math.sqrt(2 * Math.PI)
  const start = -drift / deviation
  const width = (END - start) / INTERVALS
  let sum = integrand(start) + integrand(END)
  for (let i = 1; i < INTERVALS; i++) sum += (i % 2 === 1 ? 4 : 2) * integrand(start + i * width)
  const excess = (sum * width) / 3
  return integrand(END) > 1e-9 * excess ? undefined : Math.log1p(excess) / riskAversion
}
