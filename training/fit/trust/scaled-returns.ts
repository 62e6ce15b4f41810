import type { Bar } from '../../../src/core/market/bar'

/**
 * The bars with every log return from bar `from` on times `factor`, within bars as well: another level of volatility,
 * everything else unchanged.
 */
export const scaledReturns = (bars: readonly Bar[], from: number, factor: number): readonly Bar[] => {
  const scaled: Bar[] = []
  let [before, after] = [bars[0].open, bars[0].open]
  bars.forEach((bar, i) => {
    const power = i >= from ? factor : 1
    const moved = (price: number): number => after * (price / before) ** power
    const { realizedVariance } = bar
    const own = {
      ...bar,
      open: moved(bar.open),
      high: moved(bar.high),
      low: moved(bar.low),
      close: moved(bar.close),
      realizedVariance: realizedVariance === undefined ? undefined : realizedVariance * power ** 2,
    }
    scaled.push(own)
    ;[before, after] = [bar.close, own.close]
  })
  return scaled
}
