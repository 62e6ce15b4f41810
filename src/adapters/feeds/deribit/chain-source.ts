import { emptyQuotation, SECOND, type OptionSummary, type Timestamp } from '../../../core/market/event'
import { chainQuestion } from '../../../core/market/venues/deribit'
import { chainSymbol, instrumentFacts } from '../../../core/market/venues/instrument-facts'
import type { Timers } from '../../../ports/timers'
import { isMessage, startMessageFields } from '../messages'
import { indexOf } from '../published/deribit'
import type { FeedSource, Listener } from '../source'
import { openDeribit, type DeribitAddress } from './connection'
import { readBookSummary } from './read-message'
import { deribitChannels, deribitInstrument, startSubscription } from './subscription'

export type ChainSettings = DeribitAddress & {
  /** A currency, 'BTC', or 'USDC' for all that settle in it; or one underlying that does, 'BTC_USDC'. */
  readonly chain: string
  /** Between two snapshots, at least 2. Default 60. */
  readonly everySeconds?: number | undefined
  readonly timers: Timers
}

/** The largest answer, of all options of a currency, is below this, in mebibytes. */
const largestMessage = 16
/** More are no chain: an answer beyond it ends the connection. */
const mostOptions = 20_000
const mostFutures = 100
/** Milliseconds. A question a second is allowed. */
const answerWithin = 10_000
const betweenQuestions = 1_000
/** An index price counts for so long. */
const indexLasts = 60 * SECOND

type Held = { readonly option: OptionSummary; readonly text: string }

const nameOf = (row: unknown): string =>
  isMessage(row) && typeof row.instrument_name === 'string' ? row.instrument_name : ''

const open = (settings: ChainSettings, listener: Listener): { readonly close: () => void } => {
  const { chain, everySeconds = 60, timers } = settings
  const { currency, has } = chainQuestion(chain)
  const held = new Map<string, Held>()
  const futures = new Set<string>()
  const indexes = new Map<string, { readonly price: number; readonly at: Timestamp }>()
  const chains = new Set<string>()
  const passOn = startSubscription(listener)
  let isOpen = false
  let cancel = (): void => undefined

  const ask = (kind: 'option' | 'future', take: (rows: readonly unknown[]) => void): void => {
    const question = `the book summary of ${currency}, ${kind}s`
    cancel = timers.after(answerWithin, () => connection.end(`no answer to ${question}`))
    connection.ask('public/get_book_summary_by_currency', { currency, kind }, (result) => {
      cancel()
      if (!Array.isArray(result)) connection.end(`the answer to ${question} is no list`)
      else if (result.length > mostOptions) connection.end(`${result.length} rows answer to ${question}`)
      else take(result)
    })
  }

  const list = (symbol: string): void => {
    if (chains.has(symbol)) return
    chains.add(symbol)
    listener.listed({ venue: 'deribit', symbol })
    const index = indexOf(symbol)
    if (index === undefined) return
    connection.ask('public/subscribe', { channels: [`deribit_price_index.${index}`] }, () => undefined)
  }

  const priced = (symbol: string, option: OptionSummary): OptionSummary => {
    const index = indexes.get(indexOf(symbol) ?? '')
    const isFresh = index !== undefined && Math.abs(option.timestamp - index.at) <= indexLasts
    return isFresh ? { ...option, indexPrice: index.price } : option
  }

  const takeOption = (name: string, row: unknown): void => {
    const symbol = chainSymbol(name)
    const option = isMessage(row) ? readBookSummary(name, row) : 'columns'
    const text = JSON.stringify(row)
    const reason = typeof option !== 'string' && held.get(name)?.text === text ? 'duplicate' : option
    if (typeof reason === 'string') {
      listener.refused({ instrument: { venue: 'deribit', symbol }, reason, detail: text.slice(0, 500) })
      return
    }
    list(symbol)
    held.set(name, { option: reason, text })
    listener.event({ venue: 'deribit', symbol }, priced(symbol, reason))
  }

  /** Ends what is not quoted any more; false where so much is missing that the answer is not whole. */
  const endOthers = (seen: ReadonlySet<string>): boolean => {
    const time = Math.max(...Array.from(held.values(), ({ option }) => option.timestamp))
    const missing = [...held.values()].filter(({ option }) => !seen.has(option.instrument))
    const early = missing.filter(({ option }) => option.expiry > time)
    if (2 * early.length > held.size) return false
    for (const { option } of missing) held.delete(option.instrument)
    for (const { option } of early) {
      const { kind, instrument, type, strike, expiry, localTimestamp } = option
      const rest = { kind, instrument, type, strike, expiry, timestamp: time, localTimestamp }
      listener.event({ venue: 'deribit', symbol: chainSymbol(instrument) }, { ...emptyQuotation, ...rest })
    }
    return true
  }

  const takeOptions = (rows: readonly unknown[]): boolean => {
    const own = rows.filter((row) => has(chainSymbol(nameOf(row))))
    const isChain = own.some((row) => instrumentFacts('deribit', nameOf(row))?.option !== undefined)
    if (!isChain && held.size === 0) {
      connection.end(`there are no options of ${chain}`)
      return false
    }
    if (isChain && !isOpen) listener.opened()
    isOpen = true
    for (const row of own) takeOption(nameOf(row), row)
    if (held.size === 0 || endOthers(new Set(own.map(nameOf)))) return true
    connection.end(`the answer lacks most of ${held.size} options of ${chain}`)
    return false
  }

  const subscribe = (name: string): void => {
    const [channels, instrument] = [deribitChannels(name, false), deribitInstrument(name)]
    futures.add(name)
    listener.listed(instrument)
    connection.ask('public/subscribe', { channels }, (taken) => {
      if (Array.isArray(taken) && taken.length > 0) return
      // It expired in between.
      futures.delete(name)
      listener.ended(instrument)
    })
  }

  const takeFutures = (rows: readonly unknown[]): void => {
    const listed = new Set(
      rows.map(nameOf).filter((name) => {
        const kind = instrumentFacts('deribit', name)?.kind
        return (kind === 'perpetual' || kind === 'future') && chains.has(chainSymbol(name))
      }),
    )
    for (const name of futures)
      if (!listed.has(name)) {
        futures.delete(name)
        listener.ended(deribitInstrument(name))
        connection.ask('public/unsubscribe', { channels: deribitChannels(name, false) }, () => undefined)
      }
    for (const name of listed) if (!futures.has(name) && futures.size < mostFutures) subscribe(name)
  }

  const poll = (): void => {
    const began = timers.now()
    const again = (): void => {
      const left = everySeconds * 1_000 - (timers.now() - began)
      cancel = timers.after(Math.max(betweenQuestions, left), poll)
    }
    const askFutures = (): void =>
      ask('future', (rows) => {
        takeFutures(rows)
        again()
      })
    ask('option', (rows) => {
      if (takeOptions(rows)) cancel = timers.after(betweenQuestions, askFutures)
    })
  }

  const hearIndex = (data: unknown): void => {
    const fields = startMessageFields(data)
    const [name, price, at] = [fields.text('index_name'), fields.number('price'), fields.time('timestamp')]
    const reason = fields.fault() ?? (price > 0 ? undefined : 'price-not-positive')
    if (reason === undefined) indexes.set(name, { price, at })
    else listener.refused({ instrument: undefined, reason, detail: `index: ${JSON.stringify(data)}`.slice(0, 500) })
  }

  const connection = openDeribit(settings, largestMessage, {
    opened: poll,
    told: (channel, data) => {
      if (typeof channel === 'string' && channel.startsWith('deribit_price_index.')) hearIndex(data)
      else passOn(channel, data)
    },
    refused: listener.refused,
    closed: (reason) => {
      cancel()
      listener.closed(reason)
    },
  })
  return {
    close: () => {
      cancel()
      connection.close()
    },
  }
}

/**
 * The whole chain of a currency at Deribit: every option by public/get_book_summary_by_currency, asked for again and
 * again (bid, ask, mark, its volatility, underlying, open interest; no sizes), with the index price beside it; trades,
 * quotes and tickers of the perpetual and of the dated futures on the same underlying. What the venue begins to list
 * appears. An option that is not quoted any more before its expiry ends with a row that states nothing; a future that
 * is gone ends with a gap. The same row again is refused ('duplicate').
 */
export const chainSource = (settings: ChainSettings): FeedSource => ({
  name: `deribit ${settings.chain} chain`,
  instruments: [],
  connect: (listener) => open(settings, listener),
})
