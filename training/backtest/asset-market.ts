import { openForWork } from '../../src/adapters/recordings'
import { Fault } from '../../src/core/error'
import type { AssetPaths } from '../../src/core/mandates/allocation/allocation-paths'
import { correlatedPaths } from '../../src/core/mandates/allocation/correlated-paths'
import type { Bar } from '../../src/core/market/bar'
import { deriveSeed, startRng } from '../../src/core/rng'
import { loadMarket } from '../data/market'
import { SECONDS_PER_YEAR } from '../simulator/path'
import type { BacktestSource, PathOptions } from './mandate'

/** Prices of several assets over many spans, and their covariance estimated before. */
export type AssetMarket = {
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly paths: AssetPaths
  /** Annual covariance of log returns, row-major. */
  readonly covariance: readonly number[]
  readonly covarianceSource: string
  readonly overlap: number
}

const CORRELATION = 0.5
const ASSETS = 3
const DEFAULT_SPAN_DAYS = 90
/** Share of a recording from which the covariance comes; the spans are drawn from the rest. */
const KNOWN_SHARE = 0.3
/** A new span starts this many times in the length of one. */
const STARTS_PER_SPAN = 12

const worldAssets = (source: BacktestSource & { readonly kind: 'world' }, options: PathOptions): AssetMarket => {
  const { world, paths, stepSeconds } = source
  if (world.kind !== 'gbm')
    throw new Fault('usage', `several assets are simulated by --world gbm, not ${world.kind}; others come by --data`)
  const covariance = Array.from({ length: ASSETS * ASSETS }, (_, i) =>
    i % (ASSETS + 1) === 0 ? world.vol ** 2 : CORRELATION * world.vol ** 2,
  )
  const days = options.optionDays ?? DEFAULT_SPAN_DAYS
  const steps = Math.max(1, Math.round((days * 86_400) / stepSeconds))
  const shape = { paths, steps, assets: ASSETS, stepSeconds, yearsPerSecond: 1 / SECONDS_PER_YEAR }
  return {
    title: `${ASSETS} simulated assets of volatility ${world.vol}, correlated ${CORRELATION}, ${days} days`,
    origin: 'synthetic',
    paths: correlatedPaths(shape, covariance, startRng(deriveSeed(options.seed, 'assets'))),
    covariance,
    covarianceSource: 'truth',
    overlap: 1,
  }
}

/** Closes at the times that all instruments have, row-major time × asset. */
const commonCloses = (
  series: readonly (readonly Bar[])[],
): { readonly closes: number[][]; readonly length: number } => {
  const others = series.slice(1).map((bars) => new Map(bars.map(({ timestamp, close }) => [timestamp, close])))
  const closes = series[0].flatMap(({ timestamp, close }) => {
    const row = others.map((known) => known.get(timestamp))
    return row.some((value) => value === undefined) ? [] : [[close, ...(row as number[])]]
  })
  return { closes, length: closes.length }
}

const covarianceOf = (closes: readonly (readonly number[])[], barsPerYear: number): number[] => {
  const assets = closes[0].length
  const sums = new Array<number>(assets * assets).fill(0)
  for (let t = 1; t < closes.length; t++)
    for (let i = 0; i < assets; i++)
      for (let j = 0; j < assets; j++)
        sums[i * assets + j] += Math.log(closes[t][i] / closes[t - 1][i]) * Math.log(closes[t][j] / closes[t - 1][j])
  return sums.map((sum) => (sum / (closes.length - 1)) * barsPerYear)
}

const recordedAssets = async (data: string, options: PathOptions): Promise<AssetMarket> => {
  const reader = await openForWork(data)
  try {
    const { instruments, title, origin } = await reader.describe()
    if (instruments.length < 2) throw new Fault('missing-data', `${title}: rebalancing takes two instruments at least`)
    const markets = []
    for (const { symbol } of instruments) markets.push(await loadMarket(reader, { ...options, symbol }))
    const [{ profile }] = markets
    const { closes, length } = commonCloses(markets.map(({ bars }) => [...bars]))
    const known = Math.floor(KNOWN_SHARE * length)
    const steps = Math.round((options.optionDays ?? DEFAULT_SPAN_DAYS) * profile.barsPerDay)
    const every = Math.max(1, Math.floor(steps / STARTS_PER_SPAN))
    const paths = Math.floor((length - known - steps - 1) / every)
    if (paths < STARTS_PER_SPAN)
      throw new Fault(
        'missing-data',
        `${length} common bars do not hold enough spans of ${steps}; shorten --option-days`,
      )
    const assets = markets.length
    const price = new Float64Array(paths * (steps + 1) * assets)
    for (let p = 0, at = 0; p < paths; p++)
      for (let t = 0; t <= steps; t++)
        for (let i = 0; i < assets; i++, at++)
          price[at] = closes[known + p * every + t][i] / closes[known + p * every][i]
    const { barSeconds, barsPerYear } = profile
    return {
      title: `${instruments.map(({ symbol }) => symbol).join(', ')} of ${title}: ${paths} spans of ${steps} bars`,
      origin,
      paths: { paths, steps, assets, price, stepSeconds: barSeconds, yearsPerSecond: 1 / (barsPerYear * barSeconds) },
      covariance: covarianceOf(closes.slice(0, known), barsPerYear),
      covarianceSource: 'first 30 %',
      overlap: STARTS_PER_SPAN,
    }
  } finally {
    await reader.close()
  }
}

/**
 * Several assets of a backtest's source: correlated simulated ones, or all instruments of a recording at their common
 * times.
 */
export const assetMarket = async (source: BacktestSource, options: PathOptions): Promise<AssetMarket> =>
  source.kind === 'world' ? worldAssets(source, options) : recordedAssets(source.data, options)
