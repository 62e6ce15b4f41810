import { black76Price } from '../../../src/core/pricing/price'
import { startChainSurface } from '../../../src/core/reading/chain-surface'
import { surfaceItem } from '../../../src/app/service/view/surface-item'
import { emptyQuotation, type OptionSummary } from '../../../src/core/market/event'
import type { InstrumentView, SurfaceItem } from '../../../src/app/service/web/schema/market'

export const start = Date.UTC(2026, 2, 2, 9, 0, 0) * 1000
export const minute = 60_000_000

/** A wave with some unrest, the same at every call. */
export const spotAt = (step: number): number =>
  64_000 +
  700 * Math.sin(step / 67) +
  260 * Math.sin(step / 17.3) +
  60 * Math.sin(step / 4.1) +
  24 * Math.sin(step * 2.17)

export const volAt = (step: number): number => 0.42 + 0.14 * Math.sin(step / 60) + 0.02 * Math.sin(step / 7)

export const regimeAt = (step: number): number => (volAt(step) > 0.5 ? 2 : volAt(step) > 0.38 ? 1 : 0)

/** Quotes of a skewed smile, 3 % apart around their value, the last of each expiry without a bid. */
const quotesAt = (at: number): readonly OptionSummary[] =>
  [2, 9, 30, 86, 177].flatMap((days) =>
    [-3, -2.4, -1.8, -1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2, 1.8, 2.4, 3].map((deviations, place): OptionSummary => {
      const years = days / 365
      const k = deviations * 0.5 * Math.sqrt(years)
      const [type, strike] = [k < 0 ? 'put' : 'call', 64_000 * Math.exp(k)] as const
      const vol = 0.42 + 0.1 * Math.sqrt(years) - 0.03 * deviations + 0.02 * deviations ** 2
      const price = black76Price({ ...{ type, strike, years, vol }, forward: 64_000, discount: 1 })
      return {
        ...{ ...emptyQuotation, kind: 'option-summary', type, strike, expiry: start + days * 86_400_000_000 },
        ...{ instrument: `X-${days}-${place}`, timestamp: at, localTimestamp: at, underlyingPrice: 64_000 },
        ...{ bid: deviations === 3 ? undefined : price * 0.985, ask: price * 1.015 },
      }
    }),
  )

/** The surface of the market's options, fitted half a minute before a step of a minute of the first day. */
export const aSurface = (step: number): SurfaceItem => {
  const chain = startChainSurface({ settlement: 'linear' })
  const at = start + step * minute
  for (const option of quotesAt(at - minute / 2)) chain.take(option)
  chain.advance(at - minute / 2)
  return surfaceItem('deribit/BTC-PERPETUAL', chain.at(at)!, at)
}

/** What is known of the market at a step of a minute. */
export const aMarket = (step: number, overrides: Partial<InstrumentView> = {}): InstrumentView => {
  const time = start + step * minute
  const vol = volAt(step)
  return {
    instrument: 'deribit/BTC-PERPETUAL',
    regimes: ['calm', 'normal', 'turbulent'],
    events: 1_000 + step * 37,
    time,
    spot: spotAt(step),
    bid: spotAt(step) - 2.5,
    ask: spotAt(step) + 2.5,
    barTime: time,
    bars: 3_000 + step,
    posterior: [0, 1, 2].map((state) => (state === regimeAt(step) ? 0.84 : 0.08)),
    regime: regimeAt(step),
    volatility: [
      { years: 1 / 365, vol },
      { years: 7 / 365, vol: 0.6 * vol + 0.19 },
      { years: 30 / 365, vol: 0.3 * vol + 0.33 },
    ],
    interval: [
      { years: 1 / 365, low: vol * 0.74, high: vol * 1.38 },
      { years: 7 / 365, low: 0.38, high: 0.61 },
      { years: 30 / 365, low: 0.36, high: 0.58 },
    ],
    realizedVol: vol * (1 + 0.12 * Math.sin(step / 23)),
    toxicityPercentile: 0.5 + 0.4 * Math.sin(step / 31),
    models: { forecaster: 'vol-7c1f02ab', classifier: 'reg-91e0c4d5', policy: 'pol-3ba8f6e1' },
    surface: { time: time - minute / 2, expiries: 5, quotes: 60, inside: 1 },
    trust: { kind: 'models' },
    trustFigures: {
      trustedShare: 0.97,
      distrustedBars: 0,
      silenced: false,
      outsideShare: 0.01,
      unlikeShare: 0.02,
      drifted: ['vpin-50-240'],
      stuck: [],
      lossEvidence: 0.004,
    },
    feed: { source: 'replay', status: 'connected', since: start, reconnects: 1 },
    ...overrides,
  }
}
