import { levelsWithImpact, simulateFills } from '../../../core/execution/fills'
import { lotsIn } from '../../../core/execution/routing/lots'
import type { Level, Side } from '../../../core/market/event'
import { deriveSeed, startRng } from '../../../core/rng'
import type { PaperInstrument, PaperOptions, PaperQuote } from './options'

/** What the venue keeps of an order to match it. */
export type PaperOrder = {
  readonly label: string
  readonly instrument: string
  readonly side: Side
  readonly lots: number
  readonly limitPrice: number
}

/** How matching ended: `lots` at a mean price, 0 without one. */
export type PaperMatch = { readonly lots: number; readonly price: number | undefined; readonly fee: number }

type Chances = Pick<PaperOptions, 'seed' | 'latency' | 'rejectRate' | 'thinRate'>

const none = { leastSeconds: 0, meanSeconds: 0 }

const play = ({ label, side, lots, limitPrice }: PaperOrder, levels: readonly Level[], chances: Chances, fee: number) =>
  simulateFills(
    { side, orders: [{ venue: undefined, afterSeconds: 0, quantity: lots, limitPrice }] },
    [{ seconds: 0, bids: side === 'sell' ? levels : [], asks: side === 'buy' ? levels : [] }],
    { fee, latency: chances.latency ?? none, rejectRate: chances.rejectRate ?? 0 },
    startRng(deriveSeed(chances.seed, label)),
  ).outcomes[0]

/** How long an order takes to be matched, and whether it is refused: the same at every call. */
export const drawArrival = (
  order: PaperOrder,
  chances: Chances,
): { readonly seconds: number; readonly isRefused: boolean } => {
  const outcome = play(order, [], chances, 0)
  return { seconds: outcome?.arrivedAt ?? 0, isRefused: outcome?.status === 'rejected' }
}

/** Sizes in whole lots, the levels without one left out. */
const inLots = (levels: readonly Level[], lot: number, share: number): readonly Level[] =>
  levels.map(({ price, size }) => ({ price, size: lotsIn(share * size, lot) })).filter(({ size }) => size > 0)

/** Matches an order that has arrived with the market of now, within its limit; what is left of it is cancelled. */
export const matchOrder = (
  order: PaperOrder,
  { lot, fee, impact }: PaperInstrument,
  { bid, ask, bidSize, askSize, depth }: PaperQuote,
  chances: Chances,
): PaperMatch => {
  const best =
    order.side === 'buy'
      ? (depth?.asks ?? [{ price: ask, size: askSize }])
      : (depth?.bids ?? [{ price: bid, size: bidSize }])
  const rng = startRng(deriveSeed(chances.seed, `thin ${order.label}`))
  const isThin = rng.uniform() < (chances.thinRate ?? 0)
  const shown = inLots(best, lot, isThin ? rng.uniform() : 1)
  const beyond = impact && !isThin ? { ...impact, volume: impact.volume / lot } : undefined
  const outcome = play(order, levelsWithImpact(order.side, shown, order.lots, beyond), chances, fee)
  return { lots: outcome?.filled ?? 0, price: outcome?.price, fee: (outcome?.fee ?? 0) * lot }
}
