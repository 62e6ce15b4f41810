import { z } from 'zod'
import { rebalanceAlong, type AllocationTerms } from '../../src/core/mandates/allocation/allocation-paths'
import type { DriftBand } from '../../src/core/mandates/allocation/allocation-policy'
import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { assetMarket } from './asset-market'
import { settingText } from './hedge-strategy'
import type { BacktestMandate, Trial } from './mandate'
import { parametersOf, type Specification } from './specification'

const positive = z.number().positive()
const common = { insideShare: z.number().min(0).max(1).default(0), minInterval: z.number().min(0).default(0) }

const bands: Readonly<
  Record<string, (specification: Specification) => { band: DriftBand; insideShare: number; minInterval: number }>
> = {
  'rebalance-calendar': (given) => {
    const { seconds, ...rest } = parametersOf(
      z.strictObject({ seconds: positive.default(7 * 86_400), ...common }),
      given,
    )
    return { band: { kind: 'calendar', seconds }, ...rest }
  },
  'rebalance-absolute': (given) => {
    const { halfWidth, ...rest } = parametersOf(z.strictObject({ halfWidth: positive.default(0.05), ...common }), given)
    return { band: { kind: 'absolute', halfWidth }, ...rest }
  },
  'rebalance-relative': (given) => {
    const { share, ...rest } = parametersOf(z.strictObject({ share: positive.default(0.2), ...common }), given)
    return { band: { kind: 'relative', share }, ...rest }
  },
  'rebalance-volatility': (given) => {
    const schema = z.strictObject({ deviations: positive.default(1), years: positive.default(1 / 52), ...common })
    const { deviations, years, ...rest } = parametersOf(schema, given)
    return { band: { kind: 'volatility', deviations, years }, ...rest }
  },
  'rebalance-cost-optimal': (given) => {
    const schema = z.strictObject({ riskAversion: positive.default(5), ...common })
    const { riskAversion, ...rest } = parametersOf(schema, given)
    return { band: { kind: 'cost-optimal', riskAversion }, ...rest }
  },
  'rebalance-never': (given) => {
    parametersOf(z.strictObject({}), given)
    return { band: { kind: 'absolute', halfWidth: 1 }, insideShare: 0, minInterval: 0 }
  },
}

const DEFAULT_COST = 5e-4
const DAY_SECONDS = 86_400

/** Keeping equal weights of several assets, 1 unit of currency at the start, no cash. */
export const allocationMandate: BacktestMandate = {
  name: 'allocation',
  strategies: Object.keys(bands),
  open: async (source, options) => {
    const { title, origin, paths, covariance, covarianceSource, overlap } = await assetMarket(source, options)
    const terms = {
      targets: new Array<number>(paths.assets).fill(1 / paths.assets),
      covariance,
      costs: {
        proportional: new Array<number>(paths.assets).fill(options.fee ?? DEFAULT_COST),
        ticket: options.fixedCost ?? 0,
      },
    }
    return {
      title,
      origin,
      steps: paths.steps,
      stepSeconds: paths.stepSeconds,
      volSource: `covariance of ${covarianceSource}`,
      overlap,
      trial: (specification): Trial => {
        const { band, insideShare, minInterval } = bands[specification.name](specification)
        const policy: AllocationTerms['policy'] = {
          band,
          insideShare,
          minInterval,
          multipliers: [1],
          floor: 0,
          ceiling: 1,
          cashHalfWidth: 0,
          minTrade: 0,
          shorting: false,
          diffusionShare: 0,
          maxInterval: Math.max(DAY_SECONDS, minInterval),
        }
        const run = rebalanceAlong(paths, { ...terms, policy }, { cash: 1 })
        return {
          strategy: specification.name,
          setting: settingText(specification.parameters),
          paths: paths.paths,
          measures: (rows) => {
            const pick = (column: Float64Array): Float64Array =>
              rows === undefined ? column : Float64Array.from(rows, (p) => column[p])
            const gained = pick(run.value).map((value) => value - 1)
            return {
              meanReturn: mean(gained),
              returnSd: standardDeviation(gained),
              trackingError: mean(pick(run.trackingError)),
              cost: mean(pick(run.cost)),
              turnover: mean(pick(run.turnover)),
              trades: mean(pick(run.trades)),
            }
          },
        }
      },
    }
  },
}
