import { Fault } from '../../../core/error'

/** A position in a market, by the exchange's name; the amount negative where short. */
type HeldAmount = { readonly id: string; readonly amount: number }

/** Differences between exchanges that ccxt does not hide. */
export type ExchangeFacts = {
  /** Most characters of a client order id. */
  readonly labelLength: number
  readonly labelOf: (order: CcxtOrder) => string | undefined
  /** Parameters that carry the label and the last moment, ms, at which the order may be taken up. */
  readonly orderParameters: (label: string, validUntil: number, now: number) => Readonly<Record<string, unknown>>
  /** All orders with a label, by the queries that the exchange offers; empty where it never received one. */
  readonly find: (exchange: CcxtExchange, market: CcxtMarket, label: string) => Promise<readonly CcxtOrder[]>
  readonly trades: (exchange: CcxtExchange, market: CcxtMarket, order: CcxtOrder) => Promise<readonly CcxtTrade[]>
  readonly openOrders: (exchange: CcxtExchange, market: CcxtMarket) => Promise<readonly CcxtOrder[]>
  readonly positions: (exchange: CcxtExchange, markets: readonly CcxtMarket[]) => Promise<readonly HeldAmount[]>
  /** Units of the underlying in an amount of 1. */
  readonly unit: (market: CcxtMarket) => number
  /** Codes of the exchange's that are certain refusals though ccxt files them under general errors. */
  readonly refusals: ReadonlySet<string>
}

/** The used part of ccxt's classes, declared here so that this file compiles and loads without the package. */
export type CcxtMarket = {
  readonly id: string
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly settle: string | undefined
  readonly contract: boolean
  readonly linear: boolean | undefined
  readonly inverse?: boolean | undefined
  /** 'spot', 'swap', 'future' or 'option'. */
  readonly type?: string | undefined
  /** Milliseconds since the epoch. */
  readonly expiry?: number | undefined
  readonly strike?: number | undefined
  readonly optionType?: string | undefined
  readonly contractSize: number | undefined
  readonly precision: { readonly amount: number | undefined; readonly price: number | undefined }
  readonly limits: {
    readonly amount?: { readonly min: number | undefined; readonly max?: number | undefined } | undefined
    /** Value of an order, in the quote currency. */
    readonly cost?: { readonly min: number | undefined } | undefined
  }
}

export type CcxtTrade = {
  readonly id: string | undefined
  readonly order: string | undefined
  readonly timestamp: number | undefined
  readonly price: number | undefined
  readonly amount: number | undefined
  readonly fee: { readonly cost: number | undefined; readonly currency: string | undefined } | undefined
}

export type CcxtOrder = {
  readonly id: string
  readonly clientOrderId: string | undefined
  readonly status: string | undefined
  readonly side: string | undefined
  readonly amount: number | undefined
  readonly filled: number | undefined
  readonly trades?: readonly CcxtTrade[] | undefined
  readonly info: Readonly<Record<string, unknown>>
}

export type CcxtPosition = {
  readonly symbol: string
  readonly side: string | undefined
  readonly contracts: number | undefined
  readonly info: Readonly<Record<string, unknown>>
}

type Params = Readonly<Record<string, unknown>>

/** An endpoint of the exchange's own, as ccxt makes them from its tables. */
export type Endpoint = (params: Params) => Promise<{ readonly result?: unknown }>

export type CcxtExchange = {
  markets: Readonly<Record<string, CcxtMarket>> | undefined
  readonly precisionMode: number
  urls: { api: unknown }
  readonly loadMarkets: () => Promise<unknown>
  readonly setSandboxMode: (enabled: boolean) => void
  readonly loadHttpProxyAgent: () => Promise<unknown>
  readonly createOrder: (
    ...order: readonly [symbol: string, type: 'limit', side: string, amount: number, price: number, params: Params]
  ) => Promise<CcxtOrder>
  readonly cancelOrder: (id: string, symbol: string) => Promise<unknown>
  readonly fetchOrder: (id: string | undefined, symbol: string, params?: Params) => Promise<CcxtOrder>
  readonly fetchOpenOrders: (symbol: string) => Promise<readonly CcxtOrder[]>
  readonly fetchMyTrades: (
    symbol: string,
    since: undefined,
    limit: undefined,
    params: Params,
  ) => Promise<readonly CcxtTrade[]>
  readonly fetchPositions: (symbols: readonly string[]) => Promise<readonly CcxtPosition[]>
  readonly fetchTicker: (symbol: string) => Promise<{ readonly last: number | undefined }>
  readonly parseOrder: (raw: unknown, market: CcxtMarket) => CcxtOrder
  readonly parseTrades: (raw: readonly unknown[], market: CcxtMarket) => readonly CcxtTrade[]
  readonly close?: () => Promise<unknown>
}

/** The package: a class an exchange, and a class an error. */
export type Ccxt = Readonly<Record<string, new (options: Readonly<Record<string, unknown>>) => CcxtExchange>>

/** ccxt's mode in which a precision is a step. */
export const TICK_SIZE = 4

/** The package, loaded at the first use. Throws `usage` where it is not installed. */
export const loadCcxt = async (load: () => Promise<unknown> = () => import('ccxt')): Promise<Ccxt> => {
  try {
    const loaded = (await load()) as { readonly default?: Ccxt }
    return loaded.default ?? (loaded as unknown as Ccxt)
  } catch (cause) {
    throw new Fault('usage', "exchanges are reached through the package ccxt, which is not here: 'npm install ccxt'", {
      cause,
    })
  }
}

/** An endpoint of an exchange by its ccxt name. Faults `usage` where this version of ccxt does not have it. */
export const endpoint = (exchange: CcxtExchange, name: string): Endpoint => {
  const found = (exchange as unknown as Readonly<Record<string, unknown>>)[name]
  if (typeof found !== 'function') throw new Fault('usage', `this version of ccxt has no ${name}`)
  return (params) => (found as Endpoint).call(exchange, params)
}
