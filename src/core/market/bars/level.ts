import type { Bar } from '../bar'

/** Prices on both sides of a pause that differ by this factor or more lie at different levels. */
const factor = 4

/**
 * How many times its price before a pause a market's price after it is, where that is no return: a split, a
 * redenomination, a crash to a quarter or less, a rise to four times or more. 1 for a smaller move.
 */
export const levelRatio = (before: number, after: number): number => {
  const ratio = after / before
  return ratio >= factor || ratio * factor <= 1 ? ratio : 1
}

/** The ratio of levels between a bar and the close before it; 1 inside a session. */
const ratioOf = (previousClose: number | undefined, { afterGap, open }: Bar): number =>
  previousClose === undefined || !afterGap ? 1 : levelRatio(previousClose, open)

/** The bar with its prices times `ratio` and its amounts by it, so that turnover stays. > 0. */
const scaled = (bar: Bar, ratio: number): Bar => {
  const { flow, quote } = bar
  return {
    ...bar,
    open: bar.open * ratio,
    high: bar.high * ratio,
    low: bar.low * ratio,
    close: bar.close * ratio,
    volume: bar.volume / ratio,
    flow: flow && { buyVolume: flow.buyVolume / ratio, sellVolume: flow.sellVolume / ratio },
    quote: quote && {
      ...quote,
      bid: quote.bid * ratio,
      ask: quote.ask * ratio,
      bidSize: quote.bidSize / ratio,
      askSize: quote.askSize / ratio,
      depth: quote.depth / ratio,
      orderFlowImbalance: quote.orderFlowImbalance / ratio,
    },
  }
}

/**
 * Starts bringing bars to the level of the first one, so that returns across a change of level are those of the market
 * on both sides of it. Feed it every bar once, in order; a bar before any change is given back as it is.
 */
export const startOneLevel = (): ((bar: Bar) => Bar) => {
  let previousClose: number | undefined
  let level = 1
  return (bar) => {
    level /= ratioOf(previousClose, bar)
    previousClose = bar.close
    return level === 1 ? bar : scaled(bar, level)
  }
}

/** Consecutive bars at the level of the last one, and what a price before the first is to be multiplied by. */
export const onLastLevel = (bars: readonly Bar[]): { readonly bars: readonly Bar[]; readonly ratio: number } => {
  const ratios = bars.map((bar, i) => ratioOf(bars.at(i - 1)?.close, i === 0 ? { ...bar, afterGap: false } : bar))
  if (ratios.every((ratio) => ratio === 1)) return { bars, ratio: 1 }
  const out = [...bars]
  let ratio = 1
  for (let i = bars.length - 1; i >= 0; i--) {
    if (ratio !== 1) out[i] = scaled(bars[i], ratio)
    ratio *= ratios[i]
  }
  return { bars: out, ratio }
}
