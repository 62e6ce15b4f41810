import { DAY } from '../src/core/market/event'
import { bsmPrice } from '../src/core/pricing/price'
import { bookColumns, movePnl, optionsValue } from '../src/core/risk/margin/book-columns'
import { liquidationDistance } from '../src/core/risk/margin/liquidation'
import type { MarginBook } from '../src/core/risk/margin/margin-book'
import { deribitBtc, portfolioMargin } from '../src/core/risk/margin/portfolio-margin'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const LEGS = 100
const NOW = 1_700_000_000_000_000
const MOVES = [-0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3]
const SHOCKS = [-0.3, -0.15, 0, 0.25, 0.5]

const aBook = (): MarginBook => {
  const rng = startRng(1)
  return {
    time: NOW,
    spot: 50_000,
    yearsPerMicrosecond: 1 / (365 * DAY),
    rate: 0,
    options: Array.from({ length: LEGS }, (_, i) => ({
      type: i % 2 === 0 ? 'call' : 'put',
      strike: 50_000 * (0.7 + 0.7 * rng.uniform()),
      expiry: NOW + DAY * (1 + rng.integer(180)),
      quantity: rng.integer(11) - 6,
      vol: 0.4 + 0.4 * rng.uniform(),
    })),
    futures: [{ quantity: 12, price: 50_100, expiry: undefined }],
  }
}

/** P&L under every pair of a spot move and a volatility shock, revalued in columns. */
const columnGrid = (book: MarginBook): number[] => {
  const columns = bookColumns(book)
  const base = optionsValue(columns, columns.spot, columns.vol)
  const shocked = SHOCKS.map((shock) => columns.vol.map((vol) => vol * (1 + shock)))
  return MOVES.flatMap((move) => shocked.map((vols) => movePnl(columns, base, move, vols)))
}

/** The naive peer: the same grid, every option priced as an object in every cell. */
const naiveGrid = (book: MarginBook): number[] => {
  const value = (spot: number, shock: number): number => {
    let sum = 0
    for (const { type, strike, expiry, quantity, vol } of book.options) {
      const years = (expiry - book.time) * book.yearsPerMicrosecond
      sum += quantity * bsmPrice({ type, spot, strike, years, vol: vol * (1 + shock) })
    }
    for (const { quantity, price } of book.futures) sum += quantity * price * (spot / book.spot - 1)
    return sum
  }
  const base = value(book.spot, 0)
  return MOVES.flatMap((move) => SHOCKS.map((shock) => value(book.spot * (1 + move), shock) - base))
}

/** How long the margin, the stress grid and the liquidation search of a book of 100 legs take. */
export const bench: Bench = {
  name: 'margin-100-legs',
  async run({ short = false } = {}) {
    const book = aBook()
    const naive = naiveGrid(book)
    columnGrid(book).forEach((pnl, i) => {
      if (!(Math.abs(pnl - naive[i]) < 1e-5)) throw new Error(`the stress grid and its naive peer differ in cell ${i}`)
    })
    const account = { book, cash: 2e6, coins: 0 }
    const search = { lowest: 0.2, highest: 4, points: 40, vol: 0.6, years: 7 / 365, volSlope: 0 }
    const model = { kind: 'portfolio', parameters: deribitBtc } as const
    let sum = 0
    const times = await taskTimes(short ? 100 : 1500, {
      margin: () => {
        sum += portfolioMargin(book, deribitBtc).initial
      },
      grid: () => {
        sum += Math.min(...columnGrid(book))
      },
      naive: () => {
        sum += naiveGrid(book)[0]
      },
      liquidation: () => {
        sum += liquidationDistance(account, model, search).equity
      },
    })
    if (!Number.isFinite(sum)) throw new Error('a margin is not finite')
    const [unit, peak] = ['ms', peakRssMiB()]
    return [
      {
        case: 'portfolio margin (35 scenarios), p50',
        value: times.margin.p50,
        unit,
        peakRssMiB: peak,
        target: { atMost: 1 },
      },
      { case: 'stress grid 9 × 5, p50', value: times.grid.p50, unit, peakRssMiB: peak, target: { atMost: 1 } },
      { case: 'the same grid, one object at a time, p50', value: times.naive.p50, unit, peakRssMiB: peak },
      { case: 'liquidation search (80 spots), p50', value: times.liquidation.p50, unit, peakRssMiB: peak },
    ]
  },
}
