import { setTimeout as pause } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { Fault } from '../../../core/error'
import type { TradingTerms } from '../../../core/execution/order'
import type { Level, Timestamp } from '../../../core/market/event'
import type { Clock } from '../../../ports/clock'

/** A call to the venue, as passed to `faults`. */
export type PaperCall = {
  readonly operation: 'place' | 'find' | 'cancel' | 'open-orders' | 'positions'
  readonly label: string | undefined
}

/**
 * The failure of a call: the request never arrives, its answer is lost, its answer comes late, the venue is down, or
 * the order is refused.
 */
export type PaperFault =
  | { readonly kind: 'refused' }
  | { readonly kind: 'lost-before' }
  | { readonly kind: 'lost-after' }
  | { readonly kind: 'slow'; readonly afterMs: number }
  | { readonly kind: 'down' }

/**
 * Makes a call with its failure; the call is passed whether to refuse the order. A call without an answer is an
 * `unavailable` fault.
 */
export const withFault = async <T>(
  fault: PaperFault | undefined,
  call: (isRefused: boolean) => Promise<T>,
): Promise<T> => {
  if (fault?.kind === 'down') throw new Fault('unavailable', 'the venue cannot be reached')
  if (fault?.kind === 'lost-before') throw new Fault('unavailable', 'the connection was cut before the answer')
  const answer = await call(fault?.kind === 'refused')
  if (fault?.kind === 'lost-after') throw new Fault('unavailable', 'the connection was cut before the answer')
  if (fault?.kind === 'slow') await pause(fault.afterMs)
  return answer
}

/**
 * The market of an instrument as it stands. Sizes in units of the underlying; `depth` replaces the best quotes where it
 * is known.
 */
export type PaperQuote = {
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
  readonly depth?: { readonly bids: readonly Level[]; readonly asks: readonly Level[] } | undefined
  readonly time: Timestamp
}

/** How an instrument trades here. */
export type PaperInstrument = TradingTerms & {
  /** Share of the traded value; negative for a rebate. */
  readonly fee: number
  /**
   * Beyond the size shown: trading `volume` units of the underlying moves the price by this share. Without it no more
   * than what is shown trades.
   */
  readonly impact?: { readonly coefficient: number; readonly volume: number } | undefined
}

export type PaperOptions = {
  readonly name: string
  /** Where its orders live: all processes that give the same database and name trade at the same venue. */
  readonly connection: PoolConfig
  readonly clock: Clock
  /** Of latencies and refusals: an order's are drawn from the seed and its label, the same in every process. */
  readonly seed: number
  /** By name, `venue/symbol`. */
  readonly instruments: Readonly<Record<string, PaperInstrument>>
  /** undefined while the market is not known: orders then wait for it. */
  readonly quote: (instrument: string) => PaperQuote | undefined | Promise<PaperQuote | undefined>
  /**
   * From sending to matching: the least, and the mean of what comes on top, exponentially distributed. Both 0: an order
   * is matched as it is placed.
   */
  readonly latency?: { readonly leastSeconds: number; readonly meanSeconds: number } | undefined
  /** Probability that an order is refused. */
  readonly rejectRate?: number | undefined
  /** Probability that an order finds only a drawn share of the size shown and nothing beyond it. */
  readonly thinRate?: number | undefined
  /** How long an order waits for a market that is not known before it is cancelled, seconds (default 5). */
  readonly patienceSeconds?: number | undefined
  /** The failure of a call, for tests; called once a call. */
  readonly faults?: ((call: PaperCall) => PaperFault | undefined) | undefined
  /** Called with the error of a connection that broke while idle. */
  readonly onError: (error: Error) => void
}

/** What a portfolio sizes its orders by, without what only the matching needs. */
export const paperTerms = ({ lot, minLots, maxLots, tick, leastNotional }: PaperInstrument): TradingTerms => ({
  lot,
  minLots,
  tick,
  ...(maxLots !== undefined && { maxLots }),
  ...(leastNotional !== undefined && { leastNotional }),
})

const isShare = (value: number): boolean => value >= 0 && value <= 1

/** Faults 'usage' on impossible settings. */
export const checkPaperOptions = ({ name, latency, rejectRate = 0, thinRate = 0, instruments }: PaperOptions): void => {
  if (!/^[a-z0-9-]{1,32}$/.test(name)) throw new Fault('usage', `a paper venue cannot be called '${name}'`)
  if (latency !== undefined && !(latency.leastSeconds >= 0 && latency.meanSeconds >= 0))
    throw new Fault('usage', `paper venue ${name}: latencies must be ≥ 0`)
  if (!isShare(rejectRate) || !isShare(thinRate))
    throw new Fault('usage', `paper venue ${name}: rates of refusals and thin books must be in [0, 1]`)
  for (const [instrument, { lot, minLots, maxLots = minLots, tick, leastNotional = 0, fee, impact }] of Object.entries(
    instruments,
  )) {
    const isSane =
      lot > 0 &&
      lot < Infinity &&
      Number.isSafeInteger(minLots) &&
      minLots >= 1 &&
      maxLots >= minLots &&
      leastNotional >= 0 &&
      leastNotional < Infinity &&
      tick >= 0 &&
      Math.abs(fee) < 1 &&
      (impact === undefined || (impact.coefficient >= 0 && impact.volume > 0))
    if (!isSane) throw new Fault('usage', `paper venue ${name}: ${instrument} cannot trade on these terms`)
  }
}
