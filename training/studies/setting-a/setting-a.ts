import type { BandNetwork } from '../../../src/core/hedging/bands/band-network'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { startRng } from '../../../src/core/rng'
import { callValues } from '../../band-network/band-points'
import type { Interval } from '../../statistics/bootstrap-ci'
import { settingAEntries, STEP_SECONDS, type OptimalBands, type SettingAEntry } from './entries'
import { exactNoHedge, optimalBand } from './exact-prices'
import { setting, settingAPaths } from './setting'
import { controlledPrice, noHedgePrice, type HedgedPaths, type ValuedPaths } from './simulated-prices'

/** A difference with its 95 % interval. */
export type PriceDifference = { readonly value: number; readonly ci: Interval }

/** One strategy at one risk aversion. */
export type SettingARow = {
  readonly strategy: string
  readonly a: number
  /** Entropic price of the strategy by simulation, per unit of spot. */
  readonly price: number
  readonly standardError: number
  /**
   * For no-hedge its own price by quadrature, else the price of the best possible hedge by dynamic programming;
   * undefined where it is infinite.
   */
  readonly exact: number | undefined
  /** The reference figure of the strategy, undefined where there is none. */
  readonly published: number | undefined
  /** Price less `exact`; undefined without it. */
  readonly toExact: PriceDifference | undefined
  /** Price less Zakamouline's on the same paths. */
  readonly toZakamouline: PriceDifference
}

export type SettingA = {
  readonly rows: readonly SettingARow[]
  /** Training time of the network, seconds; undefined without a network. */
  readonly trainingSeconds: number | undefined
}

/** Simulation size; a standard error needs two batches. */
export type SettingASize = { readonly batches: number; readonly paths: number }

const fullSize: SettingASize = { batches: 20, paths: 5000 }

/** Two-sided 95 % point of Student's t with 19 degrees of freedom, those of twenty batches. */
const CRITICAL = 2.093

/** Prices of every entry (rows) at every risk aversion (columns) on one batch of paths, common to all. */
const priceBatch = (valued: ValuedPaths, entries: readonly SettingAEntry[]): number[][] => {
  const { paths, exposure } = valued
  const extra = { vol: setting.vol, stepSeconds: STEP_SECONDS }
  const hedged = (strategy: Strategy): HedgedPaths => {
    const positions = new Float64Array(paths.paths * paths.steps)
    const { pnl } = hedge(paths, exposure, strategy, { ...extra, unwindAtExpiry: false, positions })
    return { pnl, positions }
  }
  return entries.map(({ name, strategy, dependsOnA }) => {
    if (name === 'no-hedge') return setting.riskAversions.map((a) => noHedgePrice(paths, a))
    const shared = dependsOnA ? undefined : hedged(strategy(1))
    return setting.riskAversions.map((a) => controlledPrice(valued, shared ?? hedged(strategy(a)), a))
  })
}

const summarise = (values: readonly number[]): { readonly mean: number; readonly standardError: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, standardError: Math.sqrt(variance / values.length) }
}

const differenceOf = (values: readonly number[]): PriceDifference => {
  const { mean, standardError } = summarise(values)
  return { value: mean, ci: [mean - CRITICAL * standardError, mean + CRITICAL * standardError] }
}

type Simulated = {
  readonly strategy: string
  readonly a: number
  readonly published: number | undefined
  /** Price of each batch, and Zakamouline's on the same paths. */
  readonly prices: readonly number[]
  readonly zakamouline: readonly number[]
}

/**
 * The simulated part alone, by risk aversion. The same seed gives the same prices. `progress` is called
 * with the share done, in (0, 1].
 *
 * @internal
 */
export const simulateSettingA = (
  seed: number,
  progress: (share: number) => void,
  size: SettingASize,
  solved: { readonly network?: BandNetwork | undefined; readonly bands?: OptimalBands } = {},
): readonly Simulated[] => {
  const rng = startRng(seed)
  const entries = settingAEntries(solved.network, solved.bands)
  const batches = Array.from({ length: size.batches }, (_, batch) => {
    const paths = settingAPaths(size.paths, rng)
    const exposure = exposureColumns(paths, setting.vol)
    const prices = priceBatch({ paths, exposure, value: callValues(paths, exposure.delta) }, entries)
    progress((batch + 1) / size.batches)
    return prices
  })
  const zakamouline = entries.findIndex(({ name }) => name === 'zakamouline')
  return setting.riskAversions.flatMap((a, column) =>
    entries.map(({ name, published }, row) => ({
      strategy: name,
      a,
      published: published?.[a],
      prices: batches.map((prices) => prices[row][column]),
      zakamouline: batches.map((prices) => prices[zakamouline][column]),
    })),
  )
}

/**
 * Recomputes setting A: simulated price of every strategy with its standard error over batches, beside the exact
 * optimum, the reference figure and Zakamouline on common paths. The same seed and network give the same rows.
 * `progress` is called with the share done, in (0, 1].
 */
export const reproduceSettingA = (
  seed: number,
  progress: (share: number) => void = () => undefined,
  size: SettingASize = fullSize,
  trained?: { readonly network: BandNetwork; readonly seconds: number },
): SettingA => {
  const bands = new Map(setting.riskAversions.map((a) => [a as number, optimalBand(a)]))
  progress(0.1)
  const simulated = simulateSettingA(seed, (share) => progress(0.1 + 0.9 * share), size, {
    network: trained?.network,
    bands,
  })
  const rows = simulated.map(({ strategy, a, published, prices, zakamouline }): SettingARow => {
    const { mean: price, standardError } = summarise(prices)
    const exact = strategy === 'no-hedge' ? exactNoHedge(a) : bands.get(a)?.price
    return {
      ...{ strategy, a, price, standardError, exact, published },
      toExact: exact === undefined ? undefined : differenceOf(prices.map((value) => value - exact)),
      toZakamouline: differenceOf(prices.map((value, batch) => value - zakamouline[batch])),
    }
  })
  return { rows, trainingSeconds: trained?.seconds }
}
