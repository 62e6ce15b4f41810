import { setTimeout as systemPause } from 'node:timers/promises'
import { Fault } from '../../../core/error'
import type { Rng } from '../../../core/rng'
import type { Clock } from '../../../ports/clock'
import type { PlaceAnswer, Venue, VenueOrder } from '../../../ports/venue'
import { binance } from './binance'
import { deribit } from './deribit'
import { loadCcxt, type CcxtExchange, type ExchangeFacts } from './exchange'
import { reportOf } from './report'
import { amountOf, listedInstrumentOf, lotsOf, type ListedInstrument } from './tradable'
import { faultOf, maskKeys, translateError } from './translate-error'

/** The supported exchanges, by their name in ccxt. */
export const knownExchanges: Readonly<Record<string, ExchangeFacts>> = { deribit, binanceusdm: binance }

export type CcxtOptions = {
  /** Of the venue; instruments are `name/symbol`. */
  readonly name: string
  /** ccxt's name of the exchange, one of `knownExchanges`. */
  readonly exchange: string
  /** The exchange's test system, where orders cost nothing. */
  readonly sandbox: boolean
  /** Called once, when the venue is opened. */
  readonly credentials: () => { readonly apiKey: string; readonly secret: string }
  /** What is traded here: open orders and positions are reported of these. */
  readonly instruments: readonly string[]
  readonly clock: Clock
  /** Of pauses. */
  readonly rng: Rng
  /** Longest wait for an answer, ms (default 8,000). */
  readonly timeoutMs?: number | undefined
  /**
   * Pause between two requests, ms, of which an order counts several; ccxt's own figure for the exchange unless given.
   */
  readonly pacing?: number | undefined
  /** Another address of the exchange's interface, for tests. */
  readonly url?: string | undefined
  readonly pause?: ((ms: number) => Promise<void>) | undefined
}

/** How often a request is repeated while the exchange answers that its rate limit is exceeded. */
const RETRIES = 4
const FIRST_PAUSE = 100

const objection = (
  { label, order }: VenueOrder,
  own: ListedInstrument,
  { labelLength }: ExchangeFacts,
): string | undefined => {
  const { lot, minLots, maxLots = Infinity, tick, leastNotional = 0 } = own.terms
  const ticks = order.limitPrice / tick
  if (label.length > labelLength) return `its label is longer than ${labelLength} characters`
  if (Math.abs(order.lot - lot) > 1e-9 * lot) return `a lot is ${lot}, not ${order.lot}`
  if (!Number.isSafeInteger(order.lots) || order.lots < minLots) return `fewer than ${minLots} lots`
  if (order.lots > maxLots) return `more than ${maxLots} lots`
  if (order.lots * lot * order.limitPrice < leastNotional * (1 - 1e-9)) return `worth less than ${leastNotional}`
  return order.limitPrice > 0 && Math.abs(ticks - Math.round(ticks)) < 1e-6
    ? undefined
    : `the price ${order.limitPrice} is not on a tick of ${tick}`
}

/**
 * Opens an exchange through ccxt, which must be installed. Orders take what is there within their limit, carry our
 * label and are sent once: the library does not retry them, and every failure that is not certainly a refusal is
 * 'unknown'. Requests that change nothing are repeated, with growing pauses, while the exchange asks to slow down. No
 * key is ever part of an answer or a fault. Throws `usage` where ccxt is not installed, the exchange is not supported
 * or an instrument cannot be traded, `unavailable` where it does not answer.
 */
export const openCcxtVenue = async (options: CcxtOptions): Promise<Venue> => {
  const { name, clock, rng, instruments, pause = systemPause } = options
  const facts = knownExchanges[options.exchange]
  if (facts === undefined) throw new Fault('usage', `the exchange ${options.exchange} is not supported here`)
  const ccxt = await loadCcxt()
  const Exchange = ccxt[options.exchange]
  if (Exchange === undefined) throw new Fault('usage', `this version of ccxt has no ${options.exchange}`)
  const keys = options.credentials()
  const mask = maskKeys([keys.apiKey, keys.secret])
  const exchange: CcxtExchange = new Exchange({
    ...keys,
    timeout: options.timeoutMs ?? 8_000,
    ...(options.pacing === undefined ? {} : { rateLimit: options.pacing }),
    options: { maxRetriesOnFailure: 0 },
  })
  if (options.sandbox) exchange.setSandboxMode(true)
  if (options.url !== undefined) {
    exchange.urls = { ...exchange.urls, api: { rest: options.url } }
    await exchange.loadHttpProxyAgent()
  }

  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await question()
      } catch (error) {
        const failure = translateError(error, ccxt, facts, mask)
        if (!failure.isBusy || attempt >= RETRIES) throw faultOf(error, failure, name, mask)
        await pause(FIRST_PAUSE * 2 ** attempt * (0.5 + rng.uniform()))
      }
    }
  }
  await ask(() => exchange.loadMarkets())
  if (Object.keys(exchange.markets ?? {}).length === 0) throw new Fault('unavailable', `${name} lists no instruments`)
  const tradables = new Map(
    instruments.map((instrument) => [instrument, listedInstrumentOf(exchange, facts, name, instrument)]),
  )
  const tradable = (instrument: string): ListedInstrument => {
    const own = tradables.get(instrument)
    if (own === undefined) throw new Fault('usage', `${instrument} is not among the instruments of ${name}`)
    return own
  }

  const send = async (sent: VenueOrder, own: ListedInstrument): Promise<PlaceAnswer> => {
    const { label, order, validUntil } = sent
    const parameters = facts.orderParameters(label, Math.floor(validUntil / 1_000), clock.now() / 1_000)
    try {
      const placed = await exchange.createOrder(
        own.market.symbol,
        'limit',
        order.side,
        amountOf(order.lots, own),
        order.limitPrice,
        { ...parameters, timeInForce: 'IOC', maxRetriesOnFailure: 0 },
      )
      if (facts.labelOf(placed) !== label)
        return { kind: 'unknown', reason: `${name} answered with an order that is not ${label}` }
      return { kind: 'report', report: await ask(() => reportOf({ exchange, facts }, placed, label, own)) }
    } catch (error) {
      if (error instanceof Fault) return { kind: 'unknown', reason: error.message }
      const { isRefusal, text } = translateError(error, ccxt, facts, mask)
      return { kind: isRefusal ? 'rejected' : 'unknown', reason: text }
    }
  }

  const findOrder = async (label: string, own: ListedInstrument) => {
    const orders = await ask(async () => {
      try {
        return await facts.find(exchange, own.market, label)
      } catch (error) {
        if (translateError(error, ccxt, facts, mask).isNotFound) return []
        throw error
      }
    })
    if (orders.length > 1) throw new Fault('bad-input', `${name} has ${orders.length} orders under ${label}`)
    return orders[0]
  }

  return {
    name,
    isPaper: false,
    terms: (instrument) => {
      const own = tradables.get(instrument)
      return own
        ? Promise.resolve(own.terms)
        : Promise.reject(new Fault('usage', `${instrument} is not among the instruments of ${name}`))
    },
    place: async (sent) => {
      const own = tradables.get(sent.order.instrument)
      const refusal = own ? objection(sent, own, facts) : `no instrument ${sent.order.instrument}`
      if (own === undefined || refusal !== undefined) return { kind: 'rejected', reason: refusal ?? 'no instrument' }
      return send(sent, own)
    },
    find: async (label, instrument) => {
      const own = tradable(instrument)
      const order = await findOrder(label, own)
      return order && ask(() => reportOf({ exchange, facts }, order, label, own))
    },
    cancel: async (label, instrument) => {
      const own = tradable(instrument)
      const order = await findOrder(label, own)
      if (order?.status === 'open') await ask(() => exchange.cancelOrder(order.id, own.market.symbol))
    },
    openOrders: async () => {
      const reports = []
      for (const own of tradables.values())
        for (const order of await ask(() => facts.openOrders(exchange, own.market)))
          reports.push(await ask(() => reportOf({ exchange, facts }, order, facts.labelOf(order) ?? '', own)))
      return reports
    },
    positions: async () => {
      const owns = [...tradables.values()]
      const markets = owns.map(({ market }) => market)
      const held = await ask(() => facts.positions(exchange, markets))
      return owns.flatMap((own) => {
        const amounts = held.filter(({ id }) => id === own.market.id).map(({ amount }) => amount)
        const lots = amounts.reduce((total, amount) => total + lotsOf(amount, own), 0)
        return lots === 0 ? [] : [{ instrument: own.instrument, lots }]
      })
    },
    close: async () => {
      await exchange.close?.()
    },
  }
}
