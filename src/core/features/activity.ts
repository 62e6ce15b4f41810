import { startHold, type Feature } from './feature'
import { trailingRatio } from './trailing-ratio'

/** Log volume of this bar against its mean of `bars` bars; see `trailingRatio`. */
export const volumeRatio = (bars: number): Feature =>
  trailingRatio({
    name: 'volume-ratio',
    family: 'order-flow',
    needs: ['ohlcv'],
    bars,
    start: () => (bar) => bar.volume,
  })

/** Log number of trades of this bar against its mean of `bars` bars; see `trailingRatio`. */
export const tradeIntensity = (bars: number): Feature =>
  trailingRatio({
    name: 'trade-intensity',
    family: 'order-flow',
    needs: ['trades'],
    bars,
    start: () => (bar) => bar.trades ?? 0,
  })

/** Log number of quote changes of this bar against its mean of `bars` bars; see `trailingRatio`. */
export const quoteIntensity = (bars: number): Feature =>
  trailingRatio({
    name: 'quote-intensity',
    family: 'book',
    needs: ['quote'],
    bars,
    start: () => (bar) => bar.quote?.updates ?? 0,
  })

/**
 * Log depth at the top of the book against its mean of `bars` bars; the last depth stands where a bar has no quote; see
 * `trailingRatio`.
 */
export const depthRatio = (bars: number): Feature =>
  trailingRatio({
    name: 'depth-ratio',
    family: 'book',
    needs: ['quote'],
    bars,
    start: () => startHold((bar) => bar.quote?.depth, 0),
  })

/**
 * Log relative spread against its mean of `bars` bars; the last spread stands where a bar has no quote; see
 * `trailingRatio`.
 */
export const spreadChange = (bars: number): Feature =>
  trailingRatio({
    name: 'spread-change',
    family: 'book',
    needs: ['quote'],
    bars,
    start: () => startHold((bar) => bar.quote?.relativeSpread, 0),
  })
