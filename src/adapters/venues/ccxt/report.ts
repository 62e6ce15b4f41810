import { Fault } from '../../../core/error'
import type { OrderReport, VenueFill } from '../../../ports/venue'
import type { CcxtExchange, CcxtOrder, CcxtTrade, ExchangeFacts } from './exchange'
import { lotsOf, type ListedInstrument } from './tradable'

/** A fee in the quote currency: paid in it, in the coin at the fill's price, or in another coin at its last price. */
const feeInQuote = async (
  exchange: CcxtExchange,
  { fee }: CcxtTrade,
  price: number,
  own: ListedInstrument,
): Promise<number> => {
  const { base, quote, settle } = own.market
  const { cost, currency } = fee ?? {}
  if (cost === undefined || currency === undefined || !Number.isFinite(cost))
    throw new Fault('unavailable', `${own.instrument}: a fill has no fee yet`)
  if (cost === 0 || currency === quote || currency === settle) return cost
  if (currency === base) return cost * price
  const { last } = await exchange.fetchTicker(`${currency}/${quote}`)
  if (!(last !== undefined && last > 0)) throw new Fault('unavailable', `no price of ${currency} for a fee`)
  return cost * last
}

const fillOf = async (exchange: CcxtExchange, trade: CcxtTrade, own: ListedInstrument): Promise<VenueFill> => {
  const { id, price, amount, timestamp } = trade
  if (id === undefined || !(price !== undefined && price > 0) || timestamp === undefined)
    throw new Fault('bad-input', `${own.instrument}: a fill without id, price or time`)
  const fee = await feeInQuote(exchange, trade, price, own)
  return { id, lots: lotsOf(amount, own), price, fee, at: timestamp * 1_000 }
}

const stateOf = (status: string | undefined, isWhole: boolean): OrderReport['state'] => {
  switch (status) {
    case 'open':
      return 'working'
    case 'closed':
      return isWhole ? 'filled' : 'cancelled'
    case 'canceled':
    case 'expired':
      return isWhole ? 'filled' : 'cancelled'
    case 'rejected':
      return 'rejected'
    default:
      throw new Fault('unavailable', `an order is in the state ${status}, which is not one of ccxt's`)
  }
}

/**
 * The exchange's report of an order, with its fills. Faults 'unavailable' while the fills do not add up to what the
 * order says it has filled: exchanges list trades later than they make them, and a final report with missing fills
 * would never be read again.
 */
export const reportOf = async (
  { exchange, facts }: { readonly exchange: CcxtExchange; readonly facts: ExchangeFacts },
  order: CcxtOrder,
  label: string,
  own: ListedInstrument,
): Promise<OrderReport> => {
  const lots = lotsOf(order.amount, own)
  const filled = lotsOf(order.filled ?? 0, own)
  const sum = (trades: readonly CcxtTrade[]): number =>
    trades.reduce((total, { amount }) => total + lotsOf(amount, own), 0)
  const given = order.trades ?? []
  const trades = filled === 0 || sum(given) === filled ? given : await facts.trades(exchange, own.market, order)
  if (sum(trades) !== filled)
    throw new Fault('unavailable', `${label}: ${filled} lots are filled, the fills listed have ${sum(trades)}`)
  const fills: VenueFill[] = []
  for (const trade of trades) fills.push(await fillOf(exchange, trade, own))
  const state = stateOf(order.status, filled === lots)
  if (order.side !== 'buy' && order.side !== 'sell') throw new Fault('bad-input', `${label}: an order without a side`)
  return { label, venueOrderId: order.id, instrument: own.instrument, side: order.side, lots, state, fills }
}
