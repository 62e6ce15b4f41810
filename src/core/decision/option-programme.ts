import { DAY, SECOND, YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import { instrumentNamed } from '../market/instrument'
import { utcStamp } from '../market/utc-stamp'
import { optionEntry } from '../portfolio/entries'
import type { LedgerEntry } from '../portfolio/ledger/entry'
import type { Book } from '../portfolio/portfolio'
import { variancePremium, type VariancePremium } from '../hedging/variance-premium'
import { normalQuantile } from '../pricing/normal-quantile'
import { legPrice, type LegMarket } from '../pricing/leg'
import { termVol } from '../pricing/term-vol'
import { bookVolatility, type MarketState } from '../reading/market-state'
import { optionQuote } from '../surface/option-quote'
import type { UsableSurface } from './book-marks'
import type { OptionProgramme } from './settings'

const MINUTE = 60 * SECOND

/**
 * Distance between strikes: 1, 2 or 5 times a power of ten, at most a hundredth of the spot and more than a third of
 * that.
 *
 * @internal
 */
export const strikeStep = (spot: number): number => {
  const most = spot / 100
  const power = 10 ** Math.floor(Math.log10(most))
  const lead = most / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}

/**
 * The strike on the grid nearest to a price, one step at least.
 *
 * @internal
 */
export const nearestStrike = (price: number, spot: number): number => {
  const step = strikeStep(spot)
  return Number((Math.max(1, Math.round(price / step)) * step).toPrecision(12))
}

const nameOf = (instrument: string, { type }: OptionProgramme, strike: number, expiry: Timestamp): string =>
  `${instrumentNamed(instrument).symbol}-${utcStamp(expiry)}-${strike}-${type === 'call' ? 'C' : 'P'}`

/**
 * What a life of `years` is paid and expected to cost, by the market's mark and its forecast; undefined where nothing
 * implied is known. Costs of hedging are left to the margin of the rule.
 */
const premiumAt = (
  market: MarketState,
  years: number,
  rule: NonNullable<OptionProgramme['whenPaid']>,
): ProgrammePremium | undefined => {
  const { impliedVol, volatility, interval } = market
  if (impliedVol === undefined) return undefined
  const [implied, forecast] = [termVol(bookVolatility(market), years), termVol(volatility, years)]
  const near = interval.reduce<MarketState['interval'][number] | undefined>(
    (best, own) => (best === undefined || Math.abs(own.years - years) < Math.abs(best.years - years) ? own : best),
    undefined,
  )
  const logError =
    near?.coverage === undefined ? 0 : Math.log(near.high / near.low) / normalQuantile((1 + near.coverage) / 2)
  const premium = variancePremium(
    { implied, forecast, logError },
    { ...rule, cost: 0, revisionYears: years, volSpread: 0 },
  )
  return { years, implied, forecast, ...premium }
}

/** Implied against forecast volatility to a programme's next expiry. */
export type ProgrammePremium = VariancePremium & {
  readonly years: number
  readonly implied: number
  readonly forecast: number
}

/** What a programme does next: writes an option, or waits for its premium, undefined while nothing implied is known. */
export type ProgrammeStep =
  | { readonly kind: 'opens'; readonly entry: LedgerEntry }
  | { readonly kind: 'waits'; readonly premium: ProgrammePremium | undefined }

/**
 * The programme's next option at `time`: at the price of the surface where there is one, else at its price (`legPrice`)
 * by the mark, else by the forecast, to its expiry, which is a whole minute; or its wait for a premium. undefined while
 * the book has an option that lives, and while no volatility is known; one that waits for its settlement is over.
 */
export const nextOption = (
  programme: OptionProgramme,
  { options }: Pick<Book, 'options'>,
  market: MarketState,
  {
    rate,
    dividends,
    time,
    surface,
  }: Pick<LegMarket, 'rate' | 'dividends' | 'time'> & { readonly surface?: UsableSurface | undefined },
): ProgrammeStep | undefined => {
  const { instrument, spot, volatility } = market
  if (options.some(({ expiry }) => expiry > time) || volatility.length === 0) return undefined
  const { type, moneyness, days, exercise, quantity, multiplier, whenPaid } = programme
  const expiry = Math.ceil((time + days * DAY) / MINUTE) * MINUTE
  const strike = nearestStrike(moneyness * spot, spot)
  const years = (expiry - time) * YEARS_PER_MICROSECOND
  if (whenPaid !== undefined) {
    const premium = premiumAt(market, years, whenPaid)
    if (premium?.call !== (quantity < 0 ? 'sell' : 'buy')) return { kind: 'waits', premium }
  }
  const isQuoted = surface?.kind === 'surface' && exercise === undefined
  const quote = isQuoted ? optionQuote(surface.fitted, { strike, expiry }) : undefined
  const vol = quote?.vol ?? termVol(bookVolatility(market), years)
  const valued = { time, spot, rate, dividends, yearsPerMicrosecond: YEARS_PER_MICROSECOND }
  const premium = legPrice(valued, { type, strike, expiry, exercise, carry: quote?.carry }, vol)
  const name = nameOf(instrument, programme, strike, expiry)
  const terms = { type, strike, expiry, exercise, quantity, multiplier, premium }
  return { kind: 'opens', entry: optionEntry(`programme:${name}`, name, time, terms) }
}
