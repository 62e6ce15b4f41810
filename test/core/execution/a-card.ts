import type { CostCard } from '../../../src/core/execution/cost-card'

const exactly = (value: number) => ({ value, low: value, high: value })

/** A card of round numbers. */
export const aCard = (change: Partial<CostCard> = {}): CostCard => ({
  ...{ kind: 'cost-card', venue: 'venue', symbol: 'BTC', from: 0, to: 1, fee: 5e-4, gas: 2 },
  spread: {
    mean: exactly(1e-4),
    quantiles: [],
    byHour: [{ hour: 3, value: 3e-4, bars: 60 }],
  },
  tradeImpact: { coefficient: exactly(0.04), r2: 0.1, rows: 1000 },
  barImpact: { coefficient: exactly(0.03), recovery: exactly(0.2), r2: 0.2, rows: 1000, barSeconds: 60 },
  depth: [],
  drift: [
    { milliseconds: 100, withFlow: exactly(1e-5), sd: exactly(2e-5) },
    { milliseconds: 1000, withFlow: exactly(3e-5), sd: exactly(6e-5) },
  ],
  arrival: undefined,
  dailyVolume: 10_000,
  dailyVolatility: 0.04,
  ...change,
})
