import { z } from 'zod'

const text = z.string()
const millis = z.number().int().positive()
const id = z.number().int().nonnegative()
const levels = z.array(z.tuple([text, text]))

/** The messages of Binance's market streams that are read; fields by their one-letter names, as sent. */
const bookTicker = z.object({
  e: z.literal('bookTicker').optional(),
  ...{ u: id, s: text, b: text, B: text, a: text, A: text, T: millis.optional(), E: millis.optional() },
  ps: text.optional(),
})
const trade = z.object({
  e: z.enum(['trade', 'aggTrade']),
  ...{ s: text, p: text, q: text, E: millis.optional(), T: millis, m: z.boolean(), t: id.optional(), a: id.optional() },
  ...{ f: id.optional(), l: id.optional(), X: text.optional(), M: z.boolean().optional(), ps: text.optional() },
})
const depthUpdate = z.object({
  e: z.literal('depthUpdate'),
  ...{ s: text, E: millis, T: millis.optional(), U: id, u: id, pu: id.optional(), b: levels, a: levels },
  ps: text.optional(),
})
const snapshot = z.object({
  ...{ lastUpdateId: id, bids: levels, asks: levels, E: millis.optional(), T: millis.optional() },
})

export type BookTicker = z.infer<typeof bookTicker>
export type TradeMessage = z.infer<typeof trade>
export type DepthUpdate = z.infer<typeof depthUpdate>
export type DepthSnapshot = z.infer<typeof snapshot>

export type BinanceMessage =
  | { readonly kind: 'book-ticker'; readonly data: BookTicker }
  | { readonly kind: 'trade'; readonly data: TradeMessage }
  | { readonly kind: 'depth'; readonly data: DepthUpdate }
  | { readonly kind: 'snapshot'; readonly data: DepthSnapshot }

const envelope = z.object({ stream: text.optional(), data: z.record(z.string(), z.unknown()) })

const parsed = <K extends BinanceMessage['kind'], D>(kind: K, schema: z.ZodType<D>, data: unknown) => {
  const result = schema.safeParse(data)
  return result.success ? { kind, data: result.data } : ('columns' as const)
}

const decode = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/**
 * The message in a JSON text; 'not-needed' for other streams (klines, replies), 'columns' where fields are missing or
 * of a wrong type.
 */
export const readMessage = (json: string): BinanceMessage | 'not-json' | 'not-needed' | 'columns' => {
  const value = decode(json)
  if (typeof value !== 'object' || value === null) return 'not-json'
  const wrapped = envelope.safeParse(value)
  const data: object = wrapped.success ? wrapped.data.data : value
  const kind = 'e' in data ? data.e : undefined
  if (kind === 'depthUpdate') return parsed('depth', depthUpdate, data)
  if (kind === 'trade' || kind === 'aggTrade') return parsed('trade', trade, data)
  if (kind === 'bookTicker' || (kind === undefined && 'b' in data && 'B' in data))
    return parsed('book-ticker', bookTicker, data)
  if ('lastUpdateId' in data) return parsed('snapshot', snapshot, data)
  return 'not-needed'
}
