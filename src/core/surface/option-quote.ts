import { YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import type { FittedExpiry } from './fit-surface'
import { surfaceForward, surfaceVol } from './surface-vol'

/** A smile of a surface, its years counted from the fit. */
export type FittedSlice = Pick<FittedExpiry, 'expiry' | 'years' | 'forward' | 'smile'>

/** A surface as it was fitted: what values options until the next one. Plain data. */
export type FittedSurface = {
  readonly time: Timestamp
  /** Price of the underlying then. */
  readonly index: number
  /** By rising expiry, one at least. */
  readonly slices: readonly FittedSlice[]
}

/** What an option is valued at on a surface. */
export type OptionQuote = {
  /** Annual volatility. */
  readonly vol: number
  /** Annual and continuously compounded: the option's forward is the underlying's price × e^(carry × years). */
  readonly carry: number
}

/**
 * An option on a surface, until the next fit: its strike keeps its volatility, and its forward moves with the price of
 * the underlying. Undefined where it expires no later than the fit.
 */
export const optionQuote = (
  { time, index, slices }: FittedSurface,
  { strike, expiry }: { readonly strike: number; readonly expiry: Timestamp },
): OptionQuote | undefined => {
  const years = (expiry - time) * YEARS_PER_MICROSECOND
  if (!(years > 0)) return undefined
  const surface = { expiries: slices }
  const forward = surfaceForward(surface, index, years)
  return { vol: surfaceVol(surface, Math.log(strike / forward), years), carry: Math.log(forward / index) / years }
}
