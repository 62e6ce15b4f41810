import { Fault } from '../core/error'
import { toMinor } from '../core/portfolio/ledger/money'
import { postEntry } from '../core/portfolio/book'
import type { Book, PortfolioMode } from '../core/portfolio/portfolio'
import type { Clock } from '../ports/clock'
import type { KillSwitch, Ledger } from '../ports/ledger'

/** Who does something, by which door: `cli:name`. */
export type Actor = string

type Stops = Pick<Ledger, 'audit' | 'setKillSwitch' | 'killSwitch' | 'setMode' | 'portfolio'>

/**
 * Turns the kill switch of all portfolios, once it is written down who does it and why. The switch as it then stands.
 */
export const turnKillSwitch = async (
  ledger: Pick<Stops, 'audit' | 'setKillSwitch' | 'killSwitch'>,
  clock: Clock,
  { engaged, reason, actor }: { readonly engaged: boolean; readonly reason: string; readonly actor: Actor },
): Promise<KillSwitch> => {
  const at = clock.now()
  await ledger.audit({
    at,
    actor,
    action: `kill-switch.${engaged ? 'on' : 'off'}`,
    portfolio: undefined,
    details: { reason },
  })
  await ledger.setKillSwitch(engaged, reason, actor, at)
  return ledger.killSwitch()
}

/**
 * Sets the mode of a portfolio, once it is written down who does it and why. Throws 'usage' for one that was never
 * opened, before anything is written.
 */
export const changeMode = async (
  ledger: Pick<Stops, 'audit' | 'setMode' | 'portfolio'>,
  clock: Clock,
  portfolio: string,
  { mode, reason, actor }: { readonly mode: PortfolioMode; readonly reason: string; readonly actor: Actor },
): Promise<void> => {
  await ledger.portfolio(portfolio)
  await ledger.audit({ at: clock.now(), actor, action: `portfolio.${mode}`, portfolio, details: { reason } })
  await ledger.setMode(portfolio, mode, reason)
}

/** What an operator adds to a book so that it says what the venue has. */
export type Adjustment = {
  /** `venue/symbol`. */
  readonly instrument: string
  /** Signed, whole. */
  readonly lots: number
  /** Units of the underlying in a lot; undefined: as the book holds it. */
  readonly lot: number | undefined
  /** Of the quote currency, signed. */
  readonly cash: number
  /** Names the adjustment within the portfolio: posted again it changes nothing. */
  readonly ticket: string
  readonly reason: string
  readonly actor: Actor
}

/**
 * Posts an adjustment to a halted portfolio that has no order on its way, once it is written down who does it and why.
 * The book as it then stands, and whether the adjustment was new. Throws 'usage' for an unknown portfolio, one that is
 * not halted or has open orders, and where the lot is neither held nor given; 'bad-input' for what no book can take.
 */
export const adjustBook = async (
  ledger: Pick<Ledger, 'audit' | 'portfolio' | 'post'>,
  clock: Clock,
  portfolio: string,
  { instrument, lots, lot, cash, ticket, reason, actor }: Adjustment,
): Promise<{ readonly book: Book; readonly posted: boolean }> => {
  const { state, book, open } = await ledger.portfolio(portfolio)
  if (state.mode !== 'halted')
    throw new Fault('usage', `${portfolio} is ${state.mode}: halt it first, so that nothing trades meanwhile`)
  if (open.length > 0)
    throw new Fault('usage', `${portfolio} has ${open.length} orders on their way: they must end first`)
  const own = lot ?? book.positions.find((held) => held.instrument === instrument)?.lot
  if (own === undefined)
    throw new Fault('usage', `${portfolio} holds no ${instrument}: say how large a lot is with --lot`)
  const at = clock.now()
  const entry = { kind: 'adjustment', source: `adjustment:${ticket}`, at, instrument, lots, lot: own } as const
  const posting = { ...entry, cash: toMinor(cash), by: actor }
  // Refused here, it is not written down as done.
  postEntry(book, posting)
  await ledger.audit({ at, actor, action: 'portfolio.adjusted', portfolio, details: { reason, entry: posting } })
  await ledger.post(portfolio, [posting])
  const after = (await ledger.portfolio(portfolio)).book
  return { book: after, posted: after.entries > book.entries }
}
