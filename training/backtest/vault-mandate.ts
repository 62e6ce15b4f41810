import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { shortCall } from '../../src/core/hedging/hedge-paths'
import { applyVaultEntry } from '../../src/core/mandates/vault/apply-entry'
import { openVault, PPM, type Vault, type VaultTerms } from '../../src/core/mandates/vault/vault'
import { runPooledVault, type VaultRun } from '../../src/core/mandates/vault/vault-paths'
import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { expectedShortfall } from '../../src/core/statistics/risk-measures'
import { SECONDS_PER_YEAR } from '../simulator/path'
import { hedgeMarket } from './hedge-mandate'
import { hedgeStrategies, hedgeStrategy, settingText } from './hedge-strategy'
import type { BacktestMandate, Trial } from './mandate'
import { parametersOf, type Specification } from './specification'

const share = z.number().min(0).max(1)

const schema = z.looseObject({
  /** The strategy that hedges the pool; all other parameters are those of that strategy. */
  by: z.enum(hedgeStrategies as [string, ...string[]]).default('whalley-wilmott'),
  managementFee: share.default(0.02),
  performanceFee: share.default(0.2),
  epochDays: z.number().positive().default(7),
})

const DEPOSIT = 1_000_000n
/** Smallest units in one unit of currency: the vault begins with one unit of spot. */
const UNITS = 1_000_000

const ppm = (rate: number): bigint => BigInt(Math.round(rate * Number(PPM)))

/** A vault after one settled deposit worth one unit of spot. */
const funded = (terms: VaultTerms): Vault => {
  const steps = [
    { kind: 'deposit', account: 'depositor', amount: DEPOSIT },
    { kind: 'settle', time: 0 },
  ] as const
  return steps.reduce((vault: Vault, entry) => applyVaultEntry(vault, entry).vault, openVault(terms, 0))
}

const returnOf = ({ vault: { assets, totalShares } }: VaultRun, start: Vault): number =>
  (Number(assets) / Number(totalShares)) * (Number(start.totalShares) / Number(start.assets)) - 1

/** A vault that sells the book at its model value, hedges it pooled and settles by epoch. */
export const vaultMandate: BacktestMandate = {
  name: 'vault',
  strategies: ['vault'],
  open: async (source, options) => {
    if (source.kind === 'recording')
      throw new Fault(
        'usage',
        'vault: its book is marked at one volatility, which a simulated world gives; take --world',
      )
    const market = await hedgeMarket(source, { ...options, vol: options.vol ?? 'constant' })
    const { paths, stepSeconds, vol, title, origin, volSource, overlap } = market
    const { legs = shortCall, cost, years } = paths
    const expiry = Math.round(paths.steps * stepSeconds * 1e6)
    const run = async (specification: Specification): Promise<Float64Array[]> => {
      const { by, managementFee, performanceFee, epochDays, ...rest } = parametersOf(schema, specification)
      const strategy = await hedgeStrategy(
        { name: by, parameters: rest as Specification['parameters'] },
        { riskAversion: options.riskAversion, market },
      )
      const start = funded({
        managementFee: ppm(managementFee),
        performanceFee: ppm(performanceFee),
        feesAs: 'shares',
        feeAccount: 'manager',
        microsecondsPerYear: BigInt(SECONDS_PER_YEAR * 1e6),
        virtualShares: 1n,
        leastDeposit: 0n,
        shortOfCash: 'pro-rata',
      })
      const results = Array.from({ length: paths.paths }, (_, p) =>
        runPooledVault(
          {
            vault: start,
            books: legs.map(({ type, strike, units }, leg) => ({
              name: `leg ${leg + 1}`,
              legs: [{ type, strike, expiry, quantity: units }],
            })),
            terms: {
              yearsPerMicrosecond: 1 / (SECONDS_PER_YEAR * 1e6),
              oneWayCost: typeof cost === 'number' ? cost : cost[0],
              posterior: [],
              volatility: [{ years: years[0], vol: vol[p * paths.steps] }],
              rate: 0,
              toxicityPercentile: undefined,
              strategy,
              scale: { contracts: 1, price: 1 },
            },
            start: 0,
            stepMicroseconds: stepSeconds * 1e6,
            stepsPerEpoch: Math.max(1, Math.round((epochDays * 86_400) / stepSeconds)),
            unitsPerCurrency: UNITS,
            collateralShare: 0,
            entries: [],
          },
          paths.spot.subarray(p * (paths.steps + 1), (p + 1) * (paths.steps + 1)),
        ),
      )
      const fees = (result: VaultRun): number => 1 - Number(start.totalShares) / Number(result.vault.totalShares)
      return [
        Float64Array.from(results, (result) => returnOf(result, start)),
        Float64Array.from(results, ({ cost: paid }) => paid),
        Float64Array.from(results, fees),
        Float64Array.from(results, ({ turnover }) => turnover),
        Float64Array.from(results, ({ crossed }) => crossed),
      ]
    }
    return {
      title,
      origin,
      steps: paths.steps,
      stepSeconds,
      volSource,
      overlap,
      trial: async (specification): Promise<Trial> => {
        const columns = await run(specification)
        return {
          strategy: 'vault',
          setting: settingText(specification.parameters),
          paths: paths.paths,
          measures: (rows) => {
            const [gained, cost, fees, turnover, crossed] = columns.map((column) =>
              rows === undefined ? column : Float64Array.from(rows, (p) => column[p]),
            )
            return {
              meanReturn: mean(gained),
              returnSd: standardDeviation(gained),
              es95: expectedShortfall(gained, 0.05),
              cost: mean(cost),
              feeShare: mean(fees),
              turnover: mean(turnover),
              crossed: mean(crossed),
            }
          },
        }
      },
    }
  },
}
