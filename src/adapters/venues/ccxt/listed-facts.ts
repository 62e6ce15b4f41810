import { Fault } from '../../../core/error'
import type { Instrument } from '../../../core/market/instrument'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { loadCcxt, TICK_SIZE, type CcxtExchange, type CcxtMarket } from './exchange'

export type ListedFactsOptions = {
  /** ccxt's name of the exchange, and which of its markets are loaded. */
  readonly exchange: string
  readonly types: readonly string[]
  /** Of the instruments, whose symbols are the exchange's own. */
  readonly venue: string
  readonly symbols: readonly string[]
  /** Longest wait for an answer, ms (default 8,000). */
  readonly timeoutMs?: number | undefined
}

const kinds: Readonly<Record<string, Instrument['kind']>> = {
  spot: 'spot',
  swap: 'perpetual',
  future: 'future',
  option: 'option',
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined

/**
 * An instrument as ccxt lists it. What amounts count is told by the exchange's names alone: ccxt counts contracts, the
 * exchange's streams often units of the base. Fees are left out: ccxt's are not the exchange's answer.
 *
 * @internal
 */
export const listedFacts = (
  { type, base, quote, settle, linear, inverse, contractSize, precision, limits, expiry, ...market }: CcxtMarket,
  known: Instrument | undefined,
  isSteps: boolean,
): Omit<Instrument, 'venue' | 'symbol'> | undefined => {
  const kind = kinds[type ?? '']
  if (kind === undefined) return undefined
  const isContract = kind !== 'spot'
  const settlement = !isContract || linear === true ? 'linear' : inverse === true ? 'inverse' : 'quanto'
  const unit = settlement === 'inverse' && kind !== 'option' ? 'quote' : 'base'
  const size = isContract ? positive(contractSize) : 1
  // A step of contracts, in the unit of amounts.
  const scale = known?.amounts === 'contracts' ? 1 : size
  const scaled = (amount: number | undefined): number | undefined =>
    isSteps && scale !== undefined && positive(amount) !== undefined ? amount! * scale : undefined
  const { strike, optionType } = market
  return {
    ...{ kind, base, quote, settlement, settlementCurrency: isContract ? (settle ?? quote) : quote },
    contract: size === undefined ? undefined : { size, unit },
    ...{ amounts: known?.amounts, tick: isSteps ? positive(precision.price) : undefined },
    ...{ lot: scaled(precision.amount), leastQuantity: scaled(limits.amount?.min) },
    leastNotional: positive(limits.cost?.min),
    expiry: expiry === undefined ? undefined : expiry * 1_000,
    option:
      strike === undefined || (optionType !== 'call' && optionType !== 'put')
        ? undefined
        : { underlying: known?.option?.underlying ?? base, type: optionType, strike, exercise: 'european' },
    ...{ fees: undefined, impliedVols: known?.impliedVols },
  }
}

/**
 * What instruments are, as an exchange lists them, through ccxt: tick, step, contract, settlement, expiry, least value.
 * Names that it does not list are left out. Throws `usage` where ccxt is not installed or does not have the exchange,
 * `unavailable` where the exchange does not answer.
 */
export const listedInstruments = async (options: ListedFactsOptions): Promise<readonly Instrument[]> => {
  const { venue, symbols, types, timeoutMs = 8_000 } = options
  const Exchange = (await loadCcxt())[options.exchange]
  if (Exchange === undefined) throw new Fault('usage', `this version of ccxt has no ${options.exchange}`)
  const exchange: CcxtExchange = new Exchange({
    timeout: timeoutMs,
    options: { maxRetriesOnFailure: 0, fetchCurrencies: false, fetchMargins: false, fetchMarkets: { types } },
  })
  try {
    await exchange.loadMarkets()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0].slice(0, 200) : String(cause)
    throw new Fault('unavailable', `${venue} does not tell what its instruments are: ${reason}`, { cause })
  } finally {
    await exchange.close?.()
  }
  const markets = Object.values(exchange.markets ?? {})
  const isSteps = exchange.precisionMode === TICK_SIZE
  return symbols.flatMap((symbol) => {
    const market = markets.find(({ id }) => id.toUpperCase() === symbol.toUpperCase())
    const facts = market && listedFacts(market, instrumentFacts(venue, symbol), isSteps)
    return facts === undefined ? [] : [{ venue, symbol, ...facts }]
  })
}
