import type { InstrumentView } from '../../../src/app/service/web/schema/market'

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
