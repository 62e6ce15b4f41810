import { Fault } from '../error'
import { SECOND, YEARS_PER_MICROSECOND, type OptionSummary, type Timestamp } from '../market/event'
import { medianPrice } from '../market/price-guard'
import { chainQuotes, type ChainQuotes, type ChainTerms } from '../surface/chain-quotes'
import { fitSurface, type ExpiryQuotes, type LeftOut, type Surface } from '../surface/fit-surface'
import type { FittedSurface } from '../surface/option-quote'

/** How a chain is followed. Seconds > 0. */
export type ChainSurfaceSettings = {
  /** How its options settle. */
  readonly settlement: ChainTerms['settlement']
  /** Least time between two fits. Default 60. */
  readonly everySeconds?: number | undefined
  /** A quotation older than this does not count. Default 900. */
  readonly staleSeconds?: number | undefined
}

/**
 * Why a surface is not a new one: no quotation counts any more, fewer than half of its expiries could be fitted again
 * (with what kept most of the others out), or nothing was quoted since.
 */
export type CarriedReason = 'no-quotes' | LeftOut['reason'] | 'stale'

/** The surface of a chain at a moment. Plain data. */
export type SurfaceReading = {
  /** The last good one with its years counted from the moment, without expiries that have passed. */
  readonly surface: Surface
  /** When it was fitted, and how long ago, microseconds. */
  readonly time: Timestamp
  readonly age: number
  /** Quotes that it was fitted to, and the share of them that it lies inside bid and ask of. */
  readonly quotes: number
  readonly inside: number
  /** As it was fitted. */
  readonly fitted: FittedSurface
  /** What it was fitted to, as quoted at its time. */
  readonly chain: readonly ExpiryQuotes[]
  /** Quotations that did not count at the last attempt, by reason. */
  readonly refused: ChainQuotes['refused']
  /** Undefined where the surface is the newest that could be. */
  readonly carried: CarriedReason | undefined
}

/** The chain of one underlying and its surface, a fold of its events without a clock. Times never fall. */
export type ChainSurface = {
  /** Takes a quotation. O(1). One older than that held of the same option changes nothing. */
  readonly take: (option: OptionSummary) => void
  /** The record is broken: quotations from before no longer count. The last good surface is carried. */
  readonly gap: () => void
  /**
   * Moves on to a time and fits where something was quoted and the last attempt is long enough ago. Call it between
   * the snapshots of a chain, not within one: the same calls give the same surfaces.
   */
  readonly advance: (time: Timestamp) => void
  /** The newest quotation of an option, by its venue's name; undefined where there is none that counts. */
  readonly option: (instrument: string) => OptionSummary | undefined
  /**
   * Undefined before the first surface and once all its expiries have passed. Where a fit is due by the time it is that
   * of what has been quoted until now: a chain is not seen a snapshot late. Changes nothing.
   */
  readonly at: (time: Timestamp) => SurfaceReading | undefined
}

/**
 * A surface some microseconds after its fit: each smile keeps its volatilities, so that total variance shrinks with the
 * time that is left. Scaling a smile by a factor in (0, 1] that rises with expiry makes neither a butterfly nor a
 * calendar spread cost less than nothing.
 */
const aged = ({ expiries, leftOut }: Surface, age: number): Surface => {
  const passed = age * YEARS_PER_MICROSECOND
  return {
    leftOut,
    expiries: expiries.flatMap((fitted) => {
      const years = fitted.years - passed
      if (!(years > 0)) return []
      const [share, { a, b, ...shape }] = [years / fitted.years, fitted.smile]
      return [{ ...fitted, years, smile: { ...shape, a: a * share, b: b * share } }]
    }),
  }
}

/** The commonest reason of expiries that were left out. */
const mainReason = (leftOut: readonly LeftOut[]): CarriedReason => {
  const counts = new Map<CarriedReason, number>()
  for (const { reason } of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ['no-quotes', 0])[0]
}

/** The last good surface, why an attempt after it failed, and what did not count at the last attempt. */
type Attempt = {
  readonly good: Good | undefined
  readonly failed: CarriedReason | undefined
  readonly refused: ChainQuotes['refused']
}

type Good = Pick<SurfaceReading, 'surface' | 'time' | 'quotes' | 'inside' | 'fitted' | 'chain'>

/** A surface as it was fitted; the price of the underlying is the index, else the forward of the first expiry. */
const fittedOf = ({ expiries }: Surface, options: readonly OptionSummary[], time: Timestamp): FittedSurface => ({
  time,
  index: medianPrice(options.flatMap(({ indexPrice }) => indexPrice ?? [])) ?? expiries[0].forward,
  slices: expiries.map(({ expiry, years, forward, smile }) => ({ expiry, years, forward, smile })),
})

/** Quotes of the fitted expiries, and the share inside. */
const sureness = ({ expiries: fitted }: Surface, { expiries }: ChainQuotes): Pick<Good, 'quotes' | 'inside'> => {
  const counts = new Map(expiries.map(({ expiry, quotes }) => [expiry, quotes.length]))
  let [quotes, within] = [0, 0]
  for (const { expiry, inside } of fitted) {
    const count = counts.get(expiry) ?? 0
    quotes += count
    within += inside * count
  }
  return { quotes, inside: within / quotes }
}

/**
 * Starts following a chain without a quotation. A fit begins from the last good surface. It takes its place where at
 * least half of the expiries of that one which are still ahead are fitted again, or where that one is stale itself;
 * else the last good one is carried with its age and the reason. Faults on seconds that are not > 0.
 */
export const startChainSurface = (settings: ChainSurfaceSettings): ChainSurface => {
  const { settlement, everySeconds = 60, staleSeconds = 900 } = settings
  if (!(everySeconds > 0 && staleSeconds > 0))
    throw new Fault('numerical-domain', 'a chain needs seconds > 0 between its surfaces and until a quotation is stale')
  const [every, staleAfter] = [everySeconds * SECOND, staleSeconds * SECOND]
  const latest = new Map<string, OptionSummary>()
  let [attempted, quoted] = [-Infinity, -Infinity]
  let isFresh = false
  let result: Attempt = { good: undefined, failed: undefined, refused: {} }
  let pending: { readonly time: Timestamp; readonly result: Attempt } | undefined

  const isStale = (option: OptionSummary, time: Timestamp): boolean =>
    option.timestamp < time - staleAfter || option.expiry <= time

  const isDue = (time: Timestamp): boolean => isFresh && time - attempted >= every

  const attempt = ({ good }: Attempt, time: Timestamp): Attempt => {
    const options = [...latest.values()].filter((option) => !isStale(option, time))
    const chain = chainQuotes(options, { at: time, settlement, staleAfter })
    const surface = fitSurface(chain.expiries, good?.surface)
    const held = new Set(surface.expiries.map(({ expiry }) => expiry))
    const before =
      good === undefined || time - good.time > staleAfter ? [] : aged(good.surface, time - good.time).expiries
    const again = before.filter(({ expiry }) => held.has(expiry)).length
    const failed = held.size > 0 && 2 * again >= before.length ? undefined : mainReason(surface.leftOut)
    if (failed !== undefined) return { good, failed, refused: chain.refused }
    const found = { surface, time, ...sureness(surface, chain), chain: chain.expiries }
    return { good: { ...found, fitted: fittedOf(surface, options, time) }, failed, refused: chain.refused }
  }

  /** What an attempt at a time gives: made once, however often it is asked for. */
  const attemptAt = (time: Timestamp): Attempt => {
    if (pending?.time !== time) pending = { time, result: attempt(result, time) }
    return pending.result
  }

  return {
    take(option) {
      // It was known by the earlier of the two clocks: a venue's that runs ahead must not make it a later quotation.
      const timestamp = Math.min(option.timestamp, option.localTimestamp)
      const held = latest.get(option.instrument)
      if (held !== undefined && held.timestamp > timestamp) return
      latest.set(option.instrument, { ...option, timestamp })
      quoted = Math.max(quoted, timestamp)
      isFresh = true
      pending = undefined
    },
    gap() {
      latest.clear()
      isFresh = false
      pending = undefined
      if (result.good !== undefined) result = { ...result, failed: 'no-quotes' }
    },
    advance(time) {
      if (!isDue(time)) return
      result = attemptAt(time)
      attempted = time
      isFresh = false
      for (const [name, option] of latest) if (isStale(option, time)) latest.delete(name)
    },
    option: (instrument) => latest.get(instrument),
    at(time) {
      const { good, failed, refused } = isDue(time) ? attemptAt(time) : result
      if (good === undefined) return undefined
      const age = time - good.time
      const surface = aged(good.surface, age)
      if (surface.expiries.length === 0) return undefined
      return { ...good, surface, age, refused, carried: time - quoted > staleAfter ? 'stale' : failed }
    },
  }
}
