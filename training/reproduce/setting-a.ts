import type { Strategy } from '../../src/core/hedging/strategy'
import { exposureColumns } from '../../src/core/hedging/exposure-columns'
import { hedge, type HedgePaths } from '../../src/core/hedging/paths'
import { entropicPrice } from '../../src/core/metrics/risk/entropic'
import { startRng, type Rng } from '../../src/core/rng'
import { exactNoHedge } from './exact-no-hedge'
import { exactOptimum } from './exact-optimum'
import { setting, stepDeviation, stepDrift } from './setting'

/** One strategy at one risk aversion. */
export type SettingARow = {
  readonly strategy: string
  readonly a: number
  /** Entropic price of the strategy by simulation, per unit of spot. */
  readonly price: number
  readonly standardError: number
  /** For no-hedge its own price by quadrature, else the price of the best possible hedge by dynamic programming; undefined where it is infinite. */
  readonly exact: number | undefined
  /** The reference figure of the strategy, undefined where there is none. */
  readonly published: number | undefined
}

export type SettingA = { readonly rows: readonly SettingARow[] }

/** Simulation size; a standard error needs two batches, antithetic paths an even number. */
export type SettingASize = { readonly batches: number; readonly paths: number }

const fullSize: SettingASize = { batches: 20, paths: 50_000 }

const STEP_SECONDS = 86_400

/** Reference prices by risk aversion, made with the same quirks: 20 batches of 50,000 antithetic paths. */
const published: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'no-hedge': { 1: 0.022608, 10: 0.028877, 30: 0.05305 },
  'every-step': { 1: 0.0242, 10: 0.024265, 30: 0.024409, 100: 0.024921 },
  'whalley-wilmott': { 1: 0.022727, 10: 0.023277, 30: 0.023762, 100: 0.024794 },
  zakamouline: { 1: 0.022592, 10: 0.023253, 30: 0.023685, 100: 0.024511 },
}

type Entry = { readonly name: string; readonly strategy: (a: number) => Strategy; readonly dependsOnA: boolean }

const fixed = (name: string, strategy: Strategy): Entry => ({ name, strategy: () => strategy, dependsOnA: false })

const entries: readonly Entry[] = [
  fixed('no-hedge', { kind: 'no-hedge' }),
  fixed('every-step', { kind: 'every-step' }),
  fixed('leland', { kind: 'leland', seconds: STEP_SECONDS }),
  {
    name: 'whalley-wilmott',
    strategy: (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }),
    dependsOnA: true,
  },
  { name: 'zakamouline', strategy: (riskAversion) => ({ kind: 'zakamouline', riskAversion }), dependsOnA: true },
  ...[0.05, 0.1, 0.2, 0.3].map((halfWidth) => fixed(`fixed-band ${halfWidth}`, { kind: 'fixed-band', halfWidth })),
]

/** Geometric Brownian paths in antithetic pairs. */
const simulatePaths = (count: number, rng: Rng): HedgePaths => {
  const { steps, years, stepYears, cost } = setting
  const width = steps + 1
  const spot = new Float64Array(count * width)
  for (let pair = 0; pair < count; pair += 2) {
    const up = pair * width
    const down = up + width
    let sum = 0
    spot[up] = spot[down] = 1
    for (let step = 1; step <= steps; step++) {
      sum += stepDeviation * rng.normal()
      spot[up + step] = Math.exp(stepDrift * step + sum)
      spot[down + step] = Math.exp(stepDrift * step - sum)
    }
  }
  return {
    paths: count,
    steps,
    spot,
    years: Float64Array.from({ length: steps }, (_, i) => years - i * stepYears),
    cost,
  }
}

/** Prices of every entry (rows) at every risk aversion (columns) on one batch of paths, common to all. */
const priceBatch = (paths: HedgePaths): number[][] => {
  const exposure = exposureColumns(paths, setting.vol)
  const extra = { vol: setting.vol, stepSeconds: STEP_SECONDS }
  const pnlOf = (strategy: Strategy): Float64Array =>
    hedge(paths, exposure, strategy, extra, { unwindAtExpiry: false }).pnl
  return entries.map(({ strategy, dependsOnA }) => {
    const shared = dependsOnA ? undefined : pnlOf(strategy(1))
    return setting.riskAversions.map((a) => entropicPrice(shared ?? pnlOf(strategy(a)), a))
  })
}

const summarise = (values: readonly number[]): { price: number; standardError: number } => {
  const price = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - price) ** 2, 0) / (values.length - 1)
  return { price, standardError: Math.sqrt(variance / values.length) }
}

type Simulated = {
  readonly strategy: string
  readonly a: number
  readonly price: number
  readonly standardError: number
}

/** The simulated part alone, risk aversion by risk aversion. The same seed gives the same prices. `progress` is called with the share done, in (0, 1]. */
export const simulateSettingA = (
  seed: number,
  progress: (share: number) => void,
  size: SettingASize,
): readonly Simulated[] => {
  const rng = startRng(seed)
  const batches = Array.from({ length: size.batches }, (_, batch) => {
    const prices = priceBatch(simulatePaths(size.paths, rng))
    progress((batch + 1) / size.batches)
    return prices
  })
  return setting.riskAversions.flatMap((a, column) =>
    entries.map(({ name }, row) => ({ strategy: name, a, ...summarise(batches.map((prices) => prices[row][column])) })),
  )
}

/**
 * Recomputes setting A for the classical strategies: simulated price with its standard error over batches, beside the exact optimum and the reference
 * figure. The same seed gives the same rows. `progress` is called with the share done, in (0, 1].
 */
export const reproduceSettingA = (
  seed: number,
  progress: (share: number) => void = () => undefined,
  size: SettingASize = fullSize,
): SettingA => {
  const simulated = simulateSettingA(seed, (share) => progress(0.9 * share), size)
  const optimum = new Map(setting.riskAversions.map((a) => [a as number, exactOptimum(a)]))
  progress(1)
  const rows = simulated.map((row) => ({
    ...row,
    exact: row.strategy === 'no-hedge' ? exactNoHedge(row.a) : optimum.get(row.a),
    published: published[row.strategy]?.[row.a],
  }))
  return { rows }
}
