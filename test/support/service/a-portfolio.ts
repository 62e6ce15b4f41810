import type { PortfolioPoint } from '../../../src/app/service/web/schema/history'
import type { DecisionItem, FillItem, IntentItem } from '../../../src/app/service/web/schema/ledger'
import type { Portfolio } from '../../../src/app/service/web/schema/portfolio'
import { minute, regimeAt, spotAt, start, volAt } from './a-market'

/** The neutral position of the fixture's book at a step: ten short calls near the money. */
const centreAt = (step: number): number => 5 + (spotAt(step) - 64_000) / 600

const halfWidthAt = (step: number): number => 0.2 + 0.8 * volAt(step)

export const bandAt = (step: number) => {
  const centre = centreAt(step)
  const halfWidth = halfWidthAt(step)
  const [lower, upper] = [centre - halfWidth, centre + halfWidth]
  return { lower, lowerTarget: lower, upperTarget: upper, upper, centre, halfWidth }
}

/** Positions that a band holds back, step by step: what the fixture's hedger held. */
export const positions = (steps: number): readonly number[] => {
  const held: number[] = []
  for (let step = 0; step < steps; step++) {
    const { lower, upper, centre } = bandAt(step)
    const last = held.at(-1) ?? centre
    // It goes half-way inside, as with a fixed cost.
    held.push(last > upper ? (upper + centre) / 2 : last < lower ? (lower + centre) / 2 : last)
  }
  return held
}

export const aPoint = (step: number, held: readonly number[]): PortfolioPoint => {
  const moved = (held[step + 1] ?? held[step]) - held[step]
  return {
    at: start + step * minute,
    position: held[step],
    ...bandAt(step),
    regime: regimeAt(step),
    interval: (12 + 3 * Math.sin(step / 9)) / volAt(step) ** 3,
    ...(moved !== 0 && { traded: moved }),
    equity: 100_000 + 40 * step - 3 * step * Math.sin(step / 15),
  }
}

export const aDecision = (sequence: number, overrides: Partial<DecisionItem> = {}): DecisionItem => ({
  portfolio: 'btc-calls',
  sequence,
  at: start + sequence * minute,
  trigger: sequence % 9 === 0 ? 'price' : 'scheduled',
  kind: sequence % 7 === 0 ? 'trade' : 'hold',
  reasons: sequence % 7 === 0 ? ['outside-band'] : ['inside-band'],
  dueAt: start + sequence * minute + 48_000_000,
  ...overrides,
})

export const anIntent = (sequence: number, overrides: Partial<IntentItem> = {}): IntentItem => ({
  portfolio: 'btc-calls',
  sequence,
  leg: 0,
  label: `btc-calls.x7k2p9.${sequence}.0`,
  venue: 'paper',
  order: {
    instrument: 'deribit/BTC-PERPETUAL',
    side: sequence % 2 === 0 ? 'buy' : 'sell',
    lots: 12 + (sequence % 5),
    lot: 0.001,
    price: spotAt(sequence),
    limitPrice: spotAt(sequence) * 1.002,
    reduces: true,
  },
  state: 'filled',
  createdAt: start + sequence * minute,
  sentAt: start + sequence * minute + 4_000,
  filledLots: 12 + (sequence % 5),
  ...overrides,
})

export const aFill = (sequence: number): FillItem => {
  const { order } = anIntent(sequence)
  const lots = order.side === 'buy' ? order.lots : -order.lots
  const value = Math.round(lots * order.lot * (order.price + 2.5) * 1e6)
  return {
    portfolio: 'btc-calls',
    source: `fill.${sequence}`,
    at: start + sequence * minute + 90_000,
    instrument: order.instrument,
    lots,
    lot: order.lot,
    price: order.price + 2.5,
    reference: order.price,
    cash: -value,
    fee: Math.round(Math.abs(value) * 0.0005),
  }
}

export const aPortfolio = (step: number, overrides: Partial<Portfolio> = {}): Portfolio => ({
  id: 'btc-calls',
  instrument: 'deribit/BTC-PERPETUAL',
  venue: 'paper',
  currency: 'USD',
  underlying: 'BTC',
  mandate: 'hedge',
  strategy: 'adaptive',
  mode: 'active',
  sequence: step,
  evaluatedAt: start + step * minute,
  dueAt: start + step * minute + 48_000_000,
  last: { kind: 'hold', trigger: 'scheduled', reasons: ['inside-band'] },
  quiet: { from: spotAt(step) - 210, to: spotAt(step) + 210 },
  greeks: { delta: -centreAt(step), gamma: -0.00071, vega: -1_830, theta: 5_120 },
  position: positions(step + 1)[step],
  band: bandAt(step),
  book: {
    cash: -251_344_120_000,
    positions: [{ instrument: 'deribit/BTC-PERPETUAL', lots: 5_312, lot: 0.001 }],
    options: [
      {
        option: 'BTC-27MAR26-65000-C',
        type: 'call',
        strike: 65_000,
        expiry: start + 25 * 1440 * minute,
        multiplier: 1,
        quantity: -10,
      },
    ],
    fees: 412_870_000,
    slippage: 96_410_000,
    turnover: 825_740_000_000,
    fills: 38,
  },
  equity: 100_000 + 40 * step,
  attribution: {
    delta: -8_214.2,
    gamma: -4_310.6,
    vega: 812.4,
    theta: 9_120.3,
    vanna: -61.2,
    volga: -18.9,
    residual: 0,
    hedge: 8_020.1,
    cost: -509.28,
    funding: -12.4,
    total: 4_826.22,
    since: start,
  },
  open: [],
  ...overrides,
})
