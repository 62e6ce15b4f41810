import { defineFeature, type Feature } from './feature'
import { startAdx, startAtr, startBollingerWidth, startRsi, type Indicator } from './technical-indicators'

const least = 1e-6

const indicator = (
  name: string,
  warmupBars: number,
  start: () => Indicator,
  scale: (value: number) => number,
): Feature =>
  defineFeature({
    name,
    family: 'indicators',
    needs: ['ohlcv'],
    warmupBars,
    start() {
      const next = start()
      return (bar) => scale(next(bar) ?? 0)
    },
  })

/** Log of average true range over close, floored at 1e-6. */
export const averageTrueRange = (bars: number): Feature =>
  indicator(
    `atr-${bars}`,
    bars + 1,
    () => startAtr(bars),
    (value) => Math.log(Math.max(least, value)),
  )

/** Average directional index as a share, in [0, 1]; 0 where prices have no direction. */
export const directionalIndex = (bars: number): Feature =>
  indicator(
    `adx-${bars}`,
    2 * bars,
    () => startAdx(bars),
    (value) => value / 100,
  )

/** Relative strength index about its middle, in [−1, 1]; 0 on flat prices. */
export const relativeStrength = (bars: number): Feature =>
  indicator(
    `rsi-${bars}`,
    bars + 1,
    () => startRsi(bars),
    (value) => value / 50 - 1,
  )

/** Log of Bollinger width, floored at 1e-6. */
export const bollingerWidth = (bars: number): Feature =>
  indicator(
    `bollinger-width-${bars}`,
    bars,
    () => startBollingerWidth(bars),
    (value) => Math.log(Math.max(least, value)),
  )
