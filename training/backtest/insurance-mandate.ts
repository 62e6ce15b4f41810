import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { insureByCppi, type InsuranceRun, type WealthPaths } from '../../src/core/mandates/insurance/cppi-paths'
import { insureByObpi } from '../../src/core/mandates/insurance/obpi-paths'
import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { expectedShortfall } from '../../src/core/statistics/risk-measures'
import { hedgeMarket } from './hedge-mandate'
import type { HedgeMarket } from './hedge-market'
import { settingText } from './hedge-strategy'
import type { BacktestMandate, Trial } from './mandate'
import { parametersOf, type Specification } from './specification'

type Columns = { readonly wealth: Float64Array; readonly cost: Float64Array; readonly trades: Float64Array }

/**
 * Measures of final wealth from a start of `start`: mean return, its standard deviation, expected shortfall of the
 * worst 5 %, how often it ends below `floor` and how far on average.
 */
const wealthMeasures =
  ({ wealth, cost, trades }: Columns, start: number, floor: number): Trial['measures'] =>
  (paths) => {
    const pick = (column: Float64Array): Float64Array =>
      paths === undefined ? column : Float64Array.from(paths, (p) => column[p])
    const gained = pick(wealth).map((value) => value / start - 1)
    const missing = pick(wealth).map((value) => Math.max(floor - value, 0))
    return {
      meanReturn: mean(gained),
      returnSd: standardDeviation(gained),
      es95: expectedShortfall(gained, 0.05),
      belowFloor: mean(missing.map((value) => (value > 0 ? 1 : 0))),
      meanShortfall: mean(missing),
      cost: mean(pick(cost)),
      trades: mean(pick(trades)),
    }
  }

const share = z.number().min(0).max(1)
const positive = z.number().positive()
const floor = z.number().min(0).max(0.999).default(0.9)

const cppi = z.strictObject({
  floor,
  maxMultiplier: z.number().min(1).default(5),
  confidence: z.number().gt(0).lt(1).default(0.999),
  gapInterval: positive.default(86_400),
  minInterval: z.number().min(0).default(0),
  maxExposureShare: z.number().min(0).default(1),
  tolerance: share.default(0.1),
  insideShare: share.default(0),
  diffusionShare: z.number().min(0).default(0),
  ratchetShare: z.number().min(0).lt(1).optional(),
})

const obpi = z.strictObject({ floor, riskAversion: positive.default(30), multiplier: positive.default(1) })
const hold = z.strictObject({ floor })

const START_WEALTH = 1

/** The paths of a market as those of an asset, at the mean cost. */
const wealthPaths = ({ paths: { paths, steps, spot, years, cost }, vol, stepSeconds }: HedgeMarket): WealthPaths => ({
  paths,
  steps,
  price: spot,
  stepSeconds,
  yearsPerSecond: (years[0] - (steps > 1 ? years[1] : 0)) / stepSeconds,
  vol,
  oneWayCost: typeof cost === 'number' ? cost : cost.reduce((sum, value) => sum + value, 0) / cost.length,
  rate: 0,
  drift: 0,
})

type Run = Pick<InsuranceRun, 'wealth' | 'cost' | 'trades'>

const holding = ({ paths, steps, price, oneWayCost }: WealthPaths): Run => {
  const units = START_WEALTH / (1 + oneWayCost)
  return {
    wealth: Float64Array.from({ length: paths }, (_, p) => units * price[p * (steps + 1) + steps]),
    cost: new Float64Array(paths).fill(units * oneWayCost),
    trades: new Float64Array(paths).fill(1),
  }
}

const runs = (paths: WealthPaths, startVol: number) => ({
  cppi: (specification: Specification) => {
    const { floor, ...policy } = parametersOf(cppi, specification)
    const adaptive = { toleranceMultipliers: [1], toleranceFloor: 0, toleranceCeiling: 0.9, ratchetShare: undefined }
    return { floor, run: insureByCppi(paths, { ...adaptive, ...policy }, { wealth: START_WEALTH, floor }) }
  },
  obpi: (specification: Specification) => {
    const { floor, riskAversion, multiplier } = parametersOf(obpi, specification)
    const strategy = { kind: 'whalley-wilmott', riskAversion, multiplier } as const
    const run = insureByObpi(paths, strategy, { wealth: START_WEALTH, guarantee: floor, vol: startVol })
    if (run === undefined) throw new Fault('usage', `obpi: wealth of 1 cannot guarantee ${floor}`)
    return { floor, run }
  },
  'buy-and-hold': (specification: Specification) => {
    const { floor } = parametersOf(hold, specification)
    return { floor, run: holding(paths) }
  },
})

/** Insuring a portfolio of 1 unit of currency against falling below a floor, at zero interest. */
export const insuranceMandate: BacktestMandate = {
  name: 'insurance',
  strategies: ['cppi', 'obpi', 'buy-and-hold'],
  open: async (source, options) => {
    const market = await hedgeMarket(source, options)
    const paths = wealthPaths(market)
    const insured = runs(paths, market.vol[0])
    const { title, origin, stepSeconds, volSource, overlap } = market
    return {
      title,
      origin,
      steps: paths.steps,
      stepSeconds,
      volSource,
      overlap,
      trial: (specification): Trial => {
        const { floor, run } = insured[specification.name as keyof typeof insured](specification)
        const setting = settingText({ floor, ...specification.parameters })
        return {
          strategy: specification.name,
          setting,
          paths: paths.paths,
          measures: wealthMeasures(run, START_WEALTH, floor),
        }
      },
    }
  },
}
