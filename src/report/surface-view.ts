import type { ChainRefusal } from '../core/surface/chain-quotes'
import type { ExpiryQuotes, FittedExpiry, LeftOut, SmileQuote, Surface } from '../core/surface/fit-surface'
import { smileMeasures, surfaceMeasures, type SmileMeasures } from '../core/surface/smile-measures'
import { surfaceForward } from '../core/surface/surface-vol'
import { totalVariance } from '../core/surface/svi'

/** A fitted expiry with what desks quote of it. */
export type FittedSmile = FittedExpiry & SmileMeasures

/** An expiry of a surface with what it was fitted to. */
export type ExpiryView = FittedSmile & { readonly points: readonly SmileQuote[] }

/** The surface at a constant time to expiry. */
export type MaturityView = SmileMeasures & { readonly days: number; readonly forward: number }

/** A surface of one moment. */
export type ChainView = {
  readonly expiries: readonly ExpiryView[]
  readonly maturities: readonly MaturityView[]
  readonly leftOut: readonly LeftOut[]
  /** Quotations that do not count, by reason. */
  readonly refused: Readonly<Partial<Record<ChainRefusal, number>>>
}

/** Whose options a surface is of, and when. */
export type ChainMoment = {
  readonly venue: string
  readonly symbol: string
  readonly settlement: 'linear' | 'inverse'
  /** Microseconds since the epoch. */
  readonly at: number
}

/** A surface as its own page shows it and `bandshift surface` writes it. */
export type SurfaceView = ChainMoment & ChainView & { readonly title: string; readonly origin: 'real' | 'synthetic' }

/** A measure over the snapshots of the test part: first, last, least and greatest. */
export type Moved = { readonly first: number; readonly last: number; readonly low: number; readonly high: number }

/** How the surface moved at a constant maturity; annual volatilities as fractions. */
export type SurfaceMove = {
  readonly days: number
  /** Snapshots that reach the maturity. */
  readonly snapshots: number
  readonly atMoney: Moved
  /** 25-delta call less put, over the snapshots that have both. */
  readonly riskReversal: Moved | undefined
}

/** The surface of the options of a recording at the last snapshot of the test part, and how it moved until then. */
export type SurfaceScore =
  | (ChainMoment &
      Omit<ChainView, 'expiries'> & {
        readonly kind: 'fitted'
        /** When it was fitted, microseconds: earlier than `at` where it is carried. */
        readonly fittedAt: number
        /** Why it is not of the last snapshot. */
        readonly carried: string | undefined
        readonly expiries: readonly FittedSmile[]
        readonly moves: readonly SurfaceMove[]
      })
  /** There are option quotes and no surface. */
  | (Pick<ChainMoment, 'venue' | 'symbol'> & { readonly kind: 'none'; readonly reason: string })

/** The surface at constant maturities through time; a value is undefined where a snapshot does not reach it. */
export type SurfaceHistory = {
  /** Milliseconds since the epoch, rising. */
  readonly time: readonly number[]
  readonly maturities: readonly {
    readonly days: number
    readonly atMoney: readonly (number | undefined)[]
    readonly riskReversal: readonly (number | undefined)[]
  }[]
}

/** Days to expiry at which desks compare surfaces. */
const maturities = [1, 7, 14, 30, 60, 90, 180, 365]

/** Whether a surface says anything of a time: no nearer than half its first and no further than its last expiry. */
const reaches = ({ expiries }: Surface, years: number): boolean =>
  expiries.length > 0 && years >= expiries[0].years / 2 && years <= expiries[expiries.length - 1].years

/**
 * The surface in `days`; undefined where it does not reach so far. `spot` is the price of the underlying, where it is
 * known: else the forward of the first expiry.
 */
export const maturityView = (surface: Surface, spot: number | undefined, days: number): MaturityView | undefined => {
  const years = days / 365
  if (!reaches(surface, years)) return undefined
  const forward = surfaceForward(surface, spot ?? surface.expiries[0].forward, years)
  return { days, forward, ...surfaceMeasures(surface, years) }
}

/** The expiries of a surface with what desks quote of them. */
export const fittedSmiles = ({ expiries }: Surface): readonly FittedSmile[] =>
  expiries.map((fitted) => ({ ...fitted, ...smileMeasures(fitted.smile, fitted.years) }))

/** A surface with the quotes it was fitted to; `spot` as of `maturityView`. */
export const viewOf = (
  surface: Surface,
  { expiries, refused }: { readonly expiries: readonly ExpiryQuotes[]; readonly refused: ChainView['refused'] },
  spot: number | undefined,
): ChainView => ({
  refused,
  leftOut: surface.leftOut,
  maturities: maturities.flatMap((days) => maturityView(surface, spot, days) ?? []),
  expiries: fittedSmiles(surface).map((fitted) => ({
    ...fitted,
    points: expiries.find(({ expiry }) => expiry === fitted.expiry)?.quotes ?? [],
  })),
})

/** A smile as it is drawn: the quotes by rising log-moneyness, and `size` points of the line through their range. */
export type DrawnSmile = {
  readonly quotes: readonly SmileQuote[]
  readonly line: readonly { readonly k: number; readonly vol: number }[]
}

/**
 * The drawing of a smile. Quotes as wide as their volatility are left out where there are narrower ones: the wings that
 * nobody makes a market in would flatten the picture.
 */
export const drawnSmile = (
  { smile, years }: Pick<FittedExpiry, 'smile' | 'years'>,
  points: readonly SmileQuote[],
  size: number,
): DrawnSmile => {
  const narrow = points.filter(({ bidVol, midVol, askVol }) => bidVol > 0 && askVol - bidVol < midVol)
  const quotes = (narrow.length > 0 ? narrow : points).toSorted((one, other) => one.k - other.k)
  const [low, high] = [quotes[0]?.k ?? -0.1, quotes.at(-1)?.k ?? 0.1]
  return {
    quotes,
    line: Array.from({ length: size }, (_, i) => {
      const k = low + ((high - low) * i) / (size - 1)
      return { k, vol: Math.sqrt(totalVariance(smile, k) / years) }
    }),
  }
}
