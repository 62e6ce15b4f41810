import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { runGammaScalp } from '../../src/core/hedging/book-run/gamma-scalp'
import { greekHedgeKinds, runGreekHedge, type GreekHedgeKind } from '../../src/core/hedging/book-run/greek-hedge'
import { attributionParts, type BookRun } from '../../src/core/hedging/book-run/run-book'
import type { BookTradingCosts } from '../../src/core/hedging/book-run/trader'
import type { Strategy } from '../../src/core/hedging/strategy'
import { deriveSeed, startRng } from '../../src/core/rng'
import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../src/core/statistics/risk-measures'
import { bookMarket } from '../simulator/book-market'
import { simulatePaths } from '../simulator/simulate-paths'
import { settingText } from './hedge-strategy'
import type { BacktestMandate, BacktestOptions, Trial } from './mandate'
import { parametersOf, type Specification } from './specification'

const DEFAULT_COST = 5e-4
const DEFAULT_DAYS = 30
const positive = z.number().positive()

const band = {
  riskAversion: positive.default(10),
  multiplier: positive.default(1),
}
const spreads = {
  /** Half the spread of an option, in volatility, and its fee per unit of the underlying. */
  optionVolSpread: z.number().min(0).default(0.005),
  optionFee: z.number().min(0).default(3e-4),
}
const greeks = z.strictObject({ ...band, ...spreads })
const scalp = z.strictObject({ ...band, ...spreads, markup: positive.default(1) })

const bandOf = ({ riskAversion, multiplier }: { riskAversion: number; multiplier: number }): Strategy => ({
  kind: 'whalley-wilmott',
  riskAversion,
  multiplier,
})

const measuresOf =
  (run: BookRun, riskAversion: number, more: Readonly<Record<string, Float64Array>>): Trial['measures'] =>
  (rows) => {
    const pick = (column: Float64Array): Float64Array =>
      rows === undefined ? column : Float64Array.from(rows, (p) => column[p])
    const pnl = pick(run.pnl)
    const centre = mean(pnl)
    const parts = attributionParts.map((part) => [`${part}Pnl`, mean(pick(run.attribution[part]))] as const)
    return {
      meanPnl: centre,
      sd: standardDeviation(pnl),
      es95: expectedShortfall(
        pnl.map((value) => value - centre),
        0.05,
      ),
      entropicRisk: entropicPrice(pnl, riskAversion),
      cost: mean(pick(run.cost)),
      trades: mean(pick(run.trades)),
      optionTrades: mean(pick(run.optionTrades)),
      ...Object.fromEntries(Object.entries(more).map(([name, column]) => [name, mean(pick(column))])),
      ...Object.fromEntries(parts),
    }
  }

const names: Readonly<Record<string, GreekHedgeKind>> = Object.fromEntries(
  greekHedgeKinds.map((kind) => [`greeks-${kind}`, kind]),
)

/**
 * Books managed with options beside the underlying, in worlds whose implied volatility is known; profit and
 * loss is attributed to its parts.
 */
const bookMandate = (
  name: string,
  strategies: readonly string[],
  runOf: (
    specification: Specification,
    open: (markup: number) => ReturnType<typeof bookMarket>,
    options: BacktestOptions,
  ) => Promise<{ readonly run: BookRun; readonly more: Readonly<Record<string, Float64Array>> }>,
): BacktestMandate => ({
  name,
  strategies,
  open: (source, options) => {
    const { optionDays = DEFAULT_DAYS, seed, riskAversion } = options
    if (source.kind === 'recording')
      throw new Fault('usage', `${name}: options are marked at the volatility of a simulated world; take --world`)
    const { world, paths, stepSeconds } = source
    const steps = Math.max(1, Math.round((optionDays * 86_400) / stepSeconds))
    const simulated = simulatePaths(world, { paths, steps, stepSeconds }, startRng(deriveSeed(seed, 'paths')))
    return Promise.resolve({
      title: `${paths} simulated ${world.kind} paths of ${steps} steps`,
      origin: 'synthetic',
      steps,
      stepSeconds,
      volSource: 'truth',
      overlap: 1,
      trial: async (specification) => {
        const open = (markup: number) => bookMarket(world, simulated, markup)
        const { run, more } = await runOf(specification, open, options)
        return {
          strategy: specification.name,
          setting: settingText(specification.parameters),
          paths,
          measures: measuresOf(run, riskAversion, more),
        }
      },
    })
  },
})

const costsOf = (fee = DEFAULT_COST, given: { optionVolSpread: number; optionFee: number }): BookTradingCosts => ({
  underlying: fee,
  optionVolSpread: given.optionVolSpread,
  optionFee: given.optionFee,
})

/** A short at-the-money call, hedged with the underlying and, but for 'greeks-delta', with options. */
export const greeksMandate = bookMandate(
  'greeks',
  Object.keys(names),
  async (specification, open, { fee, openSolver }) => {
    const given = parametersOf(greeks, specification)
    const kind = names[specification.name]
    const solver = kind === 'least-squares' ? await openSolver() : undefined
    const settings = { kind, strategy: bandOf(given), costs: costsOf(fee, given) }
    return { run: runGreekHedge(open(1), settings, solver?.solve), more: {} }
  },
)

/** A long straddle whose gamma is scalped. `markup` multiplies the implied volatility at which it is bought. */
export const scalpMandate = bookMandate('gamma-scalp', ['gamma-scalp'], (specification, open, { fee }) => {
  const given = parametersOf(scalp, specification)
  const run = runGammaScalp(open(given.markup), { strategy: bandOf(given), costs: costsOf(fee, given) })
  const { scalped, thetaPaid, realizedVol, impliedVol, breakevenDailyMove } = run
  return Promise.resolve({ run, more: { scalped, thetaPaid, realizedVol, impliedVol, breakevenDailyMove } })
})
