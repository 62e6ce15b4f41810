import { marketsOf } from '../../../core/decision/mandate-of'
import { tradedInstrument, type PortfolioSettings } from '../../../core/decision/settings'
import type { IntentKey } from '../../../core/execution/intent'
import type { Rng } from '../../../core/rng'
import type { Alert } from '../../../ports/alert-sink'
import type { Clock } from '../../../ports/clock'
import type { Ledger } from '../../../ports/ledger'
import type { Venue } from '../../../ports/venue'
import type { Log } from '../../log'

/**
 * Pauses that double up to sixteen times the first, with jitter, until `follow` is used up: `rest` waits until the next
 * query, and returns false where there is none.
 */
type Patience = { readonly rest: () => Promise<boolean> }

export const startPatience = ({ times, rng, pause }: Pick<Desk, 'times' | 'rng' | 'pause'>): Patience => {
  let [waited, next] = [0, times.pause]
  return {
    rest: async () => {
      if (waited >= times.follow) return false
      const own = next * (0.5 + rng.uniform())
      waited += own
      next = Math.min(2 * next, 16 * times.pause)
      await pause(own)
      return true
    },
  }
}

/** Steps of an order from decision to fill at which tests may interrupt it. */
export const executionSteps = [
  'before-claim',
  'claimed',
  'before-place',
  'answered',
  'recorded',
  'before-find',
  'found',
] as const

export type ExecutionStep = (typeof executionSteps)[number]

/** A portfolio and what it may trade where. */
export type TradingPortfolio = {
  readonly id: string
  readonly venue: string
  /** Names of instruments, held or not. */
  readonly instruments: readonly string[]
}

/** Milliseconds. Ages are measured by the desk's clock, waits by the system's. */
export type DeskTimes = {
  /** A pending intent older than this is not sent any more: its price is old. */
  readonly fresh: number
  /** After its claim an order may be sent, and taken up by the venue, so long. */
  readonly validity: number
  /** An order that the venue has never seen so long after its claim is lost; more than `validity`. */
  readonly grace: number
  /** Longest wait for one answer of the venue. */
  readonly answer: number
  /** How long one call follows an order that is not final; the next call goes on. */
  readonly follow: number
  /** First pause between two queries to the venue; each next is twice as long, up to sixteen times, with jitter. */
  readonly pause: number
}

export const defaultTimes: DeskTimes = {
  fresh: 10_000,
  validity: 15_000,
  grace: 30_000,
  answer: 10_000,
  follow: 3_000,
  pause: 25,
}

/** Seconds of a clock in a real one that times of an order are scaled by, 1 to a million. */
export const paceOf = (speed: number): number => Math.max(1, Math.min(speed, 1e6))

/** The desk's times as its clock shows them: a replay's clock is faster than the system's. */
export const timesAt = (speed: number): DeskTimes => {
  const { fresh, validity, grace } = defaultTimes
  const pace = paceOf(speed)
  return { ...defaultTimes, fresh: fresh * pace, validity: validity * pace, grace: grace * pace }
}

/** Instruments that a portfolio may trade, `venue/symbol`. */
export const tradedBy = (settings: PortfolioSettings): readonly string[] =>
  marketsOf(settings).map((market) => tradedInstrument(settings, market))

/** What became of an order so far: ended with all its lots filled, ended with fewer, or still open. */
export type IntentOutcome = 'filled' | 'unfilled' | 'open'

export type OrderDeskParts = {
  readonly ledger: Ledger
  readonly venues: readonly Venue[]
  readonly portfolios: readonly TradingPortfolio[]
  readonly clock: Clock
  /** Of pauses. */
  readonly rng: Rng
  readonly log: Log
  readonly alert: (alert: Alert) => void
  readonly times?: Partial<DeskTimes> | undefined
  /** Called at every step; for tests that interrupt an order there. */
  readonly at?: ((step: ExecutionStep, key: IntentKey) => void | Promise<void>) | undefined
  /** Waits; the system's timer unless a test sets the clock. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined
}

/** The parts with every default filled in. */
export type Desk = Omit<OrderDeskParts, 'venues' | 'times'> & {
  readonly venues: ReadonlyMap<string, Venue>
  readonly times: DeskTimes
  readonly at: (step: ExecutionStep, key: IntentKey) => void | Promise<void>
  readonly pause: (ms: number) => Promise<void>
}
