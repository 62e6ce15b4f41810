/** Venues of tardis-dev that are tried here; the second of a pair is its perpetuals and futures. */
export const tardisExchanges = ['deribit', 'binance', 'binance-futures'] as const
export type TardisExchange = (typeof tardisExchanges)[number]
