import { solveHodgesNeuberger } from '../../src/core/hedging/hodges-neuberger/solve'
import type { HodgesNeubergerTable } from '../../src/core/hedging/hodges-neuberger/table'
import { setting, stepDrift } from './setting'

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

/** Entropic price of the best possible hedge in setting A at a risk aversion. */
export const exactOptimum = (riskAversion: number, cost: number = setting.cost): number =>
  optimalBand(riskAversion, cost).price
