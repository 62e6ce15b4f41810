import { Fault } from '../../../core/error'
import type { TradingTerms } from '../../../core/execution/order'
import { TICK_SIZE, type CcxtExchange, type CcxtMarket, type ExchangeFacts } from './exchange'

/** An instrument of ours with the exchange's market behind it. `step` is a lot as the exchange's amount. */
export type ListedInstrument = {
  readonly instrument: string
  readonly market: CcxtMarket
  readonly step: number
  readonly terms: TradingTerms
}

/**
 * The market behind `venue/symbol`, where the symbol is the exchange's own name or ccxt's. Faults `usage` on an unknown
 * name, and on contracts whose lots are not a fixed size of the underlying: those settled in the coin are worth a fixed
 * sum of money instead.
 */
export const listedInstrumentOf = (
  exchange: CcxtExchange,
  { unit }: ExchangeFacts,
  venue: string,
  instrument: string,
): ListedInstrument => {
  const name = instrument.startsWith(`${venue}/`) ? instrument.slice(venue.length + 1) : instrument
  const markets = Object.values(exchange.markets ?? {})
  const market = markets.find((own) => own.id === name) ?? markets.find((own) => own.symbol === name)
  if (market === undefined) throw new Fault('usage', `${venue} has no instrument ${name}`)
  if (!market.contract || market.linear !== true)
    throw new Fault('usage', `${name}: only contracts settled in ${market.quote} have lots of a fixed size`)
  const { amount: step, price: tick } = market.precision
  if (exchange.precisionMode !== TICK_SIZE || !(step !== undefined && step > 0) || !(tick !== undefined && tick > 0))
    throw new Fault('usage', `${name}: the step of its size or price is not known`)
  const least = market.limits.amount?.min ?? step
  const minLots = Math.max(1, Math.ceil(least / step - 1e-9))
  const { amount, cost } = market.limits
  const terms = {
    lot: step * unit(market),
    minLots,
    tick,
    ...(amount?.max !== undefined && amount.max > 0 && { maxLots: Math.floor(amount.max / step + 1e-9) }),
    ...(cost?.min !== undefined && cost.min > 0 && { leastNotional: cost.min }),
  }
  return { instrument, market, step, terms }
}

/** Whole lots in an amount of the exchange's. Faults 'bad-input' where it is none. */
export const lotsOf = (amount: number | undefined, { step, instrument }: ListedInstrument): number => {
  const lots = (amount ?? NaN) / step
  const whole = Math.round(lots)
  if (!Number.isSafeInteger(whole) || Math.abs(lots - whole) > 1e-6)
    throw new Fault('bad-input', `${instrument}: ${amount} is no whole number of lots of ${step}`)
  return whole
}

/** The exchange's amount of whole lots, rounded to the digits of its step. */
export const amountOf = (lots: number, { step }: ListedInstrument): number => {
  const digits = Math.min(15, Math.max(0, Math.ceil(-Math.log10(step)) + 4))
  return Number((lots * step).toFixed(digits))
}
