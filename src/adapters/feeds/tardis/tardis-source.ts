import { Worker } from 'node:worker_threads'
import type { DerivativeTicker, Quote, Trade } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { isMessage, startMessageFields, startRecentIds, type Message, type RecentIds } from '../messages'
import type { FeedSource, Listener } from '../source'
import { workerProgram, type WorkerTask } from './worker-program'

/** Venues of tardis-dev that are supported; the second of a pair is its perpetuals and futures. */
export const tardisExchanges = ['deribit', 'binance', 'binance-futures'] as const
export type TardisExchange = (typeof tardisExchanges)[number]

/**
 * An event of a normalized message, its time in microseconds in `time`, or why there is none; arrival is stamped by the
 * supervisor.
 */
const readNormalized = (message: Message): Trade | Quote | DerivativeTicker | RefusalReason => {
  const fields = startMessageFields(message)
  const stamps = { timestamp: fields.number('time'), localTimestamp: 0 }
  if (message.type === 'trade') {
    const { side } = message
    const trade: Trade = {
      ...{ kind: 'trade', ...stamps, price: fields.number('price'), size: fields.number('amount') },
      aggressor: side === 'buy' || side === 'sell' ? side : undefined,
    }
    return fields.fault() ?? trade
  }
  if (message.type === 'book_ticker') {
    // The library drops a price of 0; the screen refuses a side without orders.
    const quote: Quote = {
      ...{ kind: 'quote', ...stamps, bid: fields.optional('bidPrice') ?? 0, ask: fields.optional('askPrice') ?? 0 },
      ...{ bidSize: fields.optional('bidAmount') ?? 0, askSize: fields.optional('askAmount') ?? 0 },
    }
    return fields.fault() ?? quote
  }
  if (message.type !== 'derivative_ticker') return 'not-needed'
  const ticker: DerivativeTicker = {
    ...{ kind: 'derivative-ticker', ...stamps },
    lastPrice: fields.optional('lastPrice'),
    markPrice: fields.optional('markPrice'),
    indexPrice: fields.optional('indexPrice'),
    fundingRate: fields.optional('fundingRate'),
    openInterest: fields.optional('openInterest'),
    ...(typeof message.fundingTime === 'number' && { fundingTime: message.fundingTime }),
  }
  return fields.fault() ?? ticker
}

export type TardisSettings = {
  readonly exchange: TardisExchange
  /** As the venue spells them: 'BTCUSDT', 'BTC-PERPETUAL'. */
  readonly symbols: readonly string[]
  /** Funding, mark price and open interest, of derivatives; of Binance the last comes by HTTP every few seconds. */
  readonly withTickers?: boolean | undefined
  readonly url?: string | undefined
}

const silence = 10_000

const open = (task: WorkerTask, listener: Listener): { readonly close: () => void } => {
  const worker = new Worker(workerProgram, { eval: true, workerData: task })
  const trades = new Map<string, RecentIds>(task.symbols.map((symbol) => [symbol, startRecentIds()]))
  let [isOpen, isOver] = [false, false]

  const stop = (): void => {
    isOver = true
    // Its sockets end with it; there is nothing to wait for.
    void worker.terminate()
  }
  const end = (reason: string): void => {
    if (isOver) return
    stop()
    listener.closed(reason)
  }
  const hear = (message: unknown): void => {
    if (isOver || !isMessage(message)) return
    if (message.type === 'ended') {
      end(String(message.reason))
      return
    }
    if (!isOpen) listener.opened()
    isOpen = true
    const symbol = String(message.symbol)
    const instrument = { venue: task.exchange, symbol }
    const event = readNormalized(message)
    const isRepeated = message.type === 'trade' && trades.get(symbol)?.repeats(String(message.id)) === true
    if (typeof event !== 'string' && !isRepeated) listener.event(instrument, event)
    else
      listener.refused({
        instrument,
        reason: typeof event === 'string' ? event : 'duplicate',
        detail: JSON.stringify(message).slice(0, 500),
      })
  }
  worker.on('message', hear)
  worker.on('error', (error) => end(error.message))
  worker.on('exit', () => end('the worker thread of the connection ended'))
  return { close: stop }
}

/**
 * Trades, tops of book and, where asked for, derivative tickers of a venue through tardis-dev, each connection in a
 * thread of its own.
 */
export const tardisSource = ({ exchange, symbols, withTickers = false, url }: TardisSettings): FeedSource => ({
  name: `tardis ${exchange}`,
  instruments: symbols.map((symbol) => ({ venue: exchange, symbol })),
  connect: (listener) =>
    open({ package: require.resolve('tardis-dev'), exchange, symbols, withTickers, url, silence }, listener),
})
