import { DAY, SECOND, type Timestamp } from '../market/event'
import { fundingStale, nextFunding, type FundingRate, type FundingRule } from '../market/funding'
import { fundingEntry } from './entries'
import type { LedgerEntry } from './ledger/entry'

/** How long a rate is awaited before the operator is told, and before its funding is given up. */
const patience = 600 * SECOND
const givenUp = 2 * DAY

/** Up to when the funding of a perpetual is booked. */
export type FundedUntil = {
  /** `venue/symbol` as it is traded. */
  readonly instrument: string
  readonly until: Timestamp
  /** Fundings before that of which the rate never became known while a position was held. */
  readonly lost: number
  /** The first one whose rate is awaited while a position is held; absent: none. */
  readonly awaited?: Timestamp | undefined
  /** Whether the operator was told of what is awaited. */
  readonly isTold: boolean
}

/** A perpetual of a book with all that its funding depends on. */
export type FundedPosition = {
  readonly funded: FundedUntil
  readonly rule: FundingRule
  /** Held now, in lots of so many units of the underlying. */
  readonly lots: number
  readonly lot: number
  /** By what it changed since `funded.until`, in any order. */
  readonly changes: readonly { readonly at: Timestamp; readonly lots: number }[]
  /** Known rates, in any order; those up to `funded.until` are booked. */
  readonly rates: readonly FundingRate[]
}

/** All that the funding of a book depends on. */
export type FundingInputs = { readonly time: Timestamp; readonly positions: readonly FundedPosition[] }

/** Entries that book what is known, and how far each perpetual is booked then. */
export type Fundings = { readonly entries: readonly LedgerEntry[]; readonly funded: readonly FundedUntil[] }

/** Lots held at a time, a change at that time included. */
const lotsAt = ({ lots, changes }: FundedPosition, time: Timestamp): number =>
  changes.reduce((held, change) => (change.at > time ? held - change.lots : held), lots)

/** Lots held over a stretch, in the mean over time. */
const meanLots = (position: FundedPosition, from: Timestamp, to: Timestamp): number => {
  const within = position.changes.filter(({ at }) => at > from && at < to)
  const moved = within.reduce((sum, { at, lots }) => sum + lots * ((to - at) / (to - from)), 0)
  return lotsAt(position, from) + moved
}

const wasHeld = (position: FundedPosition, from: Timestamp, to: Timestamp): boolean =>
  lotsAt(position, from) !== 0 || position.changes.some(({ at, lots }) => at > from && at <= to && lots !== 0)

/** Times between two, exclusive, at which a funding was due and none is known. */
const missedBetween = (rule: FundingRule, from: Timestamp, to: Timestamp): readonly Timestamp[] => {
  const missed: Timestamp[] = []
  for (let at = nextFunding(rule, from); at < to; at = nextFunding(rule, at)) missed.push(at)
  return missed
}

/** How many fundings were lost between what is booked and where the next known rate begins. */
const lostBefore = (position: FundedPosition, booked: Timestamp, { at, from }: FundingRate): number => {
  const { rule } = position
  if (from !== undefined)
    return from - booked > fundingStale && wasHeld(position, booked, from)
      ? 1 + missedBetween(rule, booked, from).length
      : 0
  // A venue that pays more often than its rule says leaves nothing out.
  return missedBetween(rule, booked, at).filter((time) => lotsAt(position, time) !== 0).length
}

const accrue = (position: FundedPosition, time: Timestamp): Fundings => {
  const { funded, rule, lot } = position
  const entries: LedgerEntry[] = []
  let { until: booked, lost } = funded
  const known = position.rates.filter(({ at }) => at > funded.until && at <= time).sort((a, b) => a.at - b.at)
  for (const own of known) {
    lost += lostBefore(position, booked, own)
    const from = own.from === undefined ? undefined : Math.max(own.from, booked)
    const held = from === undefined ? lotsAt(position, own.at) : meanLots(position, from, own.at)
    const { rate, price, at } = own
    if (rate === undefined || price === undefined) lost += wasHeld(position, from ?? at, at) ? 1 : 0
    else if (held !== 0) {
      const share = from === undefined || own.from === undefined ? 1 : (at - from) / (at - own.from)
      const { instrument } = funded
      entries.push(
        fundingEntry({ instrument, at, from, rate: rate * share, price, units: held * lot, basis: own.basis }),
      )
    }
    booked = at
  }
  const isHeld = (at: Timestamp): boolean => wasHeld(position, rule.kind === 'accrued' ? booked : at, at)
  let next = nextFunding(rule, booked)
  for (; next <= time && (next <= time - givenUp || !isHeld(next)); next = nextFunding(rule, booked)) {
    if (isHeld(next)) lost++
    booked = next
  }
  const isAwaited = next <= time
  const isTold = isAwaited && (funded.isTold || time - next >= patience)
  const { instrument } = funded
  return { entries, funded: [{ instrument, until: booked, lost, ...(isAwaited && { awaited: next }), isTold }] }
}

/**
 * Books the funding of perpetuals at its own time: the venue's rate times the position held then (of a funding that
 * accrues: held over the stretch, in the mean), valued at the venue's price at that time, whenever it is noticed. An
 * entry is dated at the funding and has one source an instrument and time, so that each books once. Where a rate is not
 * known yet the funding waits for it; where later ones are known it is counted as lost. Pure: the same inputs give the
 * same entries.
 */
export const accrueFunding = ({ time, positions }: FundingInputs): Fundings => {
  const all = positions.map((position) => accrue(position, time))
  return { entries: all.flatMap(({ entries }) => entries), funded: all.flatMap(({ funded }) => funded) }
}

/** Whether there is anything to book of a perpetual, to wait for or to give up. */
export const isFundingDue = (
  { until }: Pick<FundedUntil, 'until'>,
  rule: FundingRule,
  rates: readonly FundingRate[],
  time: Timestamp,
): boolean => nextFunding(rule, until) <= time || rates.some(({ at }) => at > until && at <= time)
