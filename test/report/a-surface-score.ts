import { fitSurface, type ExpiryQuotes } from '../../src/core/surface/fit-surface'
import type { RecordingPlots } from '../../src/report/summary'
import { fittedSmiles, viewOf, type SurfaceScore } from '../../src/report/surface-view'

const day = 86_400e6
const at = Date.UTC(2024, 7, 30, 8) * 1000

const quotesOf = (days: number, vol: number): ExpiryQuotes => ({
  ...{ expiry: at + days * day, years: days / 365, forward: 100 + days / 10, forwardError: 0 },
  quotes: Array.from({ length: 9 }, (_, i) => {
    const k = ((i - 4) / 10) * Math.sqrt(days / 30)
    const midVol = vol - 0.1 * k + 0.4 * k * k
    return { k, midVol, bidVol: midVol - 0.004, askVol: midVol + 0.004 }
  }),
})

/** A surface of three expiries, 50 to 60 % at the money, with four snapshots of its history. */
export const aSurfaceScore = (): {
  readonly score: Extract<SurfaceScore, { kind: 'fitted' }>
  readonly plots: NonNullable<RecordingPlots['surface']>
} => {
  const quotes = [quotesOf(7, 0.6), quotesOf(28, 0.55), quotesOf(91, 0.5)]
  const surface = fitSurface(quotes)
  const view = viewOf(surface, { expiries: quotes, refused: { 'one-sided': 1234 } }, 100)
  return {
    score: {
      ...{ kind: 'fitted', venue: 'deribit', symbol: 'BTC', settlement: 'inverse' },
      ...{ at, fittedAt: at, carried: undefined, ...view },
      expiries: fittedSmiles(surface),
      moves: [
        {
          ...{ days: 7, snapshots: 4, atMoney: { first: 0.55, last: 0.6, low: 0.5, high: 0.7 } },
          riskReversal: { first: -0.02, last: -0.05, low: -0.08, high: -0.01 },
        },
        {
          days: 30,
          snapshots: 3,
          atMoney: { first: 0.52, last: 0.54, low: 0.52, high: 0.58 },
          riskReversal: undefined,
        },
      ],
    },
    plots: {
      quotes: view.expiries.map(({ points }) => points),
      history: {
        time: [0, 1, 2, 3].map((i) => at / 1000 - (3 - i) * 3_600_000),
        maturities: [
          { days: 7, atMoney: [0.55, 0.7, 0.5, 0.6], riskReversal: [-0.02, -0.08, -0.01, -0.05] },
          {
            days: 30,
            atMoney: [undefined, 0.52, 0.58, 0.54],
            riskReversal: [undefined, undefined, undefined, undefined],
          },
        ],
      },
    },
  }
}
