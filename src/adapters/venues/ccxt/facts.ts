import type { CcxtExchange, CcxtMarket, CcxtOrder, CcxtTrade } from './exchange'

/** A position in a market, by the exchange's name; the amount negative where short. */
export type HeldAmount = { readonly id: string; readonly amount: number }

/** What differs from exchange to exchange in ways that ccxt does not hide. */
export type ExchangeFacts = {
  /** Most characters of a client order id. */
  readonly labelLength: number
  readonly labelOf: (order: CcxtOrder) => string | undefined
  /** Parameters that carry the label and the last moment, ms, at which the order may be taken up. */
  readonly orderParameters: (label: string, validUntil: number, now: number) => Readonly<Record<string, unknown>>
  /** All orders under a label, by the ways the exchange has; empty where it never saw one. */
  readonly find: (exchange: CcxtExchange, market: CcxtMarket, label: string) => Promise<readonly CcxtOrder[]>
  readonly trades: (exchange: CcxtExchange, market: CcxtMarket, order: CcxtOrder) => Promise<readonly CcxtTrade[]>
  readonly openOrders: (exchange: CcxtExchange, market: CcxtMarket) => Promise<readonly CcxtOrder[]>
  readonly positions: (exchange: CcxtExchange, markets: readonly CcxtMarket[]) => Promise<readonly HeldAmount[]>
  /** Units of the underlying in an amount of 1. */
  readonly unit: (market: CcxtMarket) => number
  /** Codes of the exchange's that are certain refusals though ccxt files them under general errors. */
  readonly refusals: ReadonlySet<string>
}
