import { SECOND, type Timestamp } from '../market/event'
import type { Mark } from '../portfolio/mark-book'
import type { Book } from '../portfolio/portfolio'
import type { MarketState } from '../reading/market-state'
import { optionQuote, type FittedSurface, type OptionQuote } from '../surface/option-quote'
import type { PortfolioSettings } from './settings'

/** An option of the book at the surface. */
export type MarkedLeg = OptionQuote & { readonly option: string }

/**
 * What the living options of a book are valued at: each European one at the surface's volatility of its strike and
 * expiry, or, where the market that they are quoted in has none or one that is too old, all at one volatility by
 * maturity.
 */
export type BookMarks = { readonly instrument: string } & (
  | { readonly kind: 'surface'; readonly fitted: Timestamp; readonly legs: readonly MarkedLeg[] }
  /** `most`: the age, seconds, that it may have. */
  | { readonly kind: 'surface-too-old'; readonly fitted: Timestamp; readonly most: number }
  | { readonly kind: 'surface-missing' }
  /** The portfolio counts dividends in cash, which a surface of European volatilities does not hold. */
  | { readonly kind: 'surface-without-dividends' }
)

/** Seconds that a surface which books are valued at may be old, where the limits of a portfolio do not say. */
const oldest = 900

/** The market that options are quoted in; `state` is undefined where it is not known. */
export type QuotedIn = { readonly instrument: string; readonly state: Pick<MarketState, 'surface'> | undefined }

/** The surface that books are valued at by now, or why there is none. */
export type UsableSurface =
  { readonly kind: 'surface'; readonly fitted: FittedSurface } | Exclude<BookMarks, { readonly kind: 'surface' }>

/** The surface of a market, where it is no older than the portfolio's limit and not of a later time. */
export const usableSurface = (
  { limits: { surfaceMaxAge: most = oldest }, dividends = [] }: Pick<PortfolioSettings, 'limits' | 'dividends'>,
  { instrument, state }: QuotedIn,
  time: Timestamp,
): UsableSurface => {
  if (dividends.length > 0) return { kind: 'surface-without-dividends', instrument }
  const fitted = state?.surface?.fitted
  if (fitted === undefined) return { kind: 'surface-missing', instrument }
  const age = (time - fitted.time) / SECOND
  return age >= 0 && age <= most
    ? { kind: 'surface', fitted }
    : { kind: 'surface-too-old', instrument, fitted: fitted.time, most }
}

/** The marks of a book's living options; undefined where it holds none. */
export const bookMarks = (
  { options }: Pick<Book, 'options'>,
  instrument: string,
  surface: UsableSurface,
  time: Timestamp,
): BookMarks | undefined => {
  const living = options.filter(({ expiry }) => expiry > time)
  if (living.length === 0) return undefined
  if (surface.kind !== 'surface') return surface
  const { fitted } = surface
  const legs = living.flatMap((held) => {
    const quote = held.exercise === 'american' ? undefined : optionQuote(fitted, held)
    return quote === undefined ? [] : [{ option: held.option, ...quote }]
  })
  return { kind: 'surface', instrument, fitted: fitted.time, legs }
}

/** The quotes of marks by the options' names, as a `Mark` has them; undefined where none is at the surface. */
export const quotesOf = (marks: BookMarks | undefined): Mark['quotes'] =>
  marks?.kind === 'surface'
    ? Object.fromEntries(marks.legs.map(({ option, vol, carry }) => [option, { vol, carry }]))
    : undefined
