import { featuresFor } from '../../../../src/core/features/catalogue'
import type { Bar } from '../../../../src/core/market/bar'
import { SECOND } from '../../../../src/core/market/event'
import type { MarketGrid, MarketModels } from '../../../../src/core/reading/market-models'
import { startRng } from '../../../../src/core/rng'

const lags = [3, 12, 48]

export const grid: MarketGrid = {
  barSeconds: 300,
  sourceSeconds: 0,
  barsPerDay: 288,
  barsPerYear: 105_120,
  continuous: true,
  optionBars: 288,
  variance: 'realized',
  leastVariance: 1e-10,
  lags,
  horizonBars: [1, 6],
}

/** Per-bar variance of `someBars`. */
export const trueVariance = 1e-6

/** Bars of a market of constant volatility, each with the variance that was realized in it. */
export const someBars = (count: number, seed: number): readonly Bar[] => {
  const rng = startRng(seed)
  let close = 100
  return Array.from({ length: count }, (_, i) => {
    const realizedVariance =
      trueVariance * Array.from({ length: 8 }, () => rng.normal() ** 2).reduce((a, b) => a + b / 8, 0)
    const open = close
    close *= Math.exp(Math.sqrt(trueVariance) * rng.normal())
    return {
      timestamp: (i + 1) * grid.barSeconds * SECOND,
      periodSeconds: grid.barSeconds,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
      realizedVariance,
    } as Bar
  })
}

/**
 * Models that forecast the true variance times a factor, beside a log-HAR that forecasts it times another; posterior of
 * two states.
 */
export const someModels = (policy: string, factor: number, har = 1, calm = 0.5): MarketModels => {
  const flat = (times: number): Float64Array =>
    Float64Array.from(grid.horizonBars, () => Math.log(times * trueVariance))
  const columns = featuresFor(['ohlcv'], grid)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('realized-variance-'))
  return {
    versions: { policy, forecaster: 'f', classifier: 'c' },
    grid,
    columns,
    forecast: () => ({ logVariance: flat(factor), quantiles: new Float64Array() }),
    logHar: () => flat(har),
    levels: [],
    startClassifier: () => ({ step: (_, row) => row && Float64Array.of(calm, 1 - calm) }),
    shares: [0.5, 0.5],
    margin: 0,
    trainedOn: { from: 0, until: 0, scales: [], reference: undefined },
  }
}
