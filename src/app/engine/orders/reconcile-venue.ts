import { Fault } from '../../../core/error'
import type { Intent } from '../../../core/execution/intent'
import { reconcile, type LedgerDifference, type LedgerSide } from '../../../core/portfolio/reconcile'
import type { Venue } from '../../../ports/venue'
import { withTimeout } from '../../with-timeout'
import { giveUp, lookUp } from './follow-intent'
import { startPatience, type Desk } from './order-desk-parts'

type Halt = Extract<LedgerDifference, { readonly action: 'halt' }>

/**
 * Result of a comparison of ledger and venue: they agree except for orders under way; they differ and the portfolios
 * concerned were halted; or it is not known yet.
 */
export type Reconciliation =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'halted'; readonly differences: readonly Halt[] }
  | { readonly kind: 'unsettled'; readonly reason: string }

/** A difference counts when so many comparisons in a row find the same: books move while they are compared. */
const CONFIRMATIONS = 3
/** Newest intents that are searched for orders that were given up as lost and exist after all. */
const RECENT = 50

const isHalt = (difference: LedgerDifference): difference is Halt => difference.action === 'halt'

const ledgerSides = (desk: Desk, venue: Venue): Promise<readonly LedgerSide[]> =>
  Promise.all(
    desk.portfolios
      .filter((own) => own.venue === venue.name)
      .map(async ({ id, instruments }) => {
        const { book, open } = await desk.ledger.portfolio(id)
        const isHere = (instrument: string): boolean =>
          instruments.includes(instrument) || instrument.startsWith(`${venue.name}/`)
        return { id, instruments, open, positions: book.positions.filter((held) => isHere(held.instrument)) }
      }),
  )

/** What the ledger and then the venue say, compared. */
const compare = async (
  desk: Desk,
  venue: Venue,
): Promise<{ readonly differences: readonly LedgerDifference[]; readonly open: readonly Intent[] }> => {
  const sides = await ledgerSides(desk, venue)
  const [orders, positions] = await withTimeout(desk.times.answer, venue.name, async () => [
    await venue.openOrders(),
    await venue.positions(),
  ])
  const open = sides.flatMap((side) => side.open)
  return { differences: reconcile(sides, { name: venue.name, orders, positions }), open }
}

/** Queries the orders that were given up as lost once more: the venue may have them after all. */
const findLost = async (desk: Desk, venue: Venue, portfolios: Iterable<string>): Promise<void> => {
  for (const portfolio of new Set(portfolios)) {
    const intents = await desk.ledger.intents(portfolio, { limit: RECENT })
    for (const intent of intents.filter((own) => own.state === 'lost' && own.venue === venue.name)) {
      const { kind } = await lookUp(desk, venue, intent)
      if (kind === 'report') desk.log.warn({ event: 'order.turned-up', portfolioId: portfolio, label: intent.label })
    }
  }
}

const settle = async (
  desk: Desk,
  venue: Venue,
  differences: readonly LedgerDifference[],
  open: readonly Intent[],
): Promise<void> => {
  for (const difference of differences) {
    if (difference.action === 'adopt') await desk.ledger.report(difference.key, difference.report, desk.clock.now())
    if (difference.action !== 'look-up') continue
    const intent = open.find(({ label }) => label === difference.label)
    if (intent && (await lookUp(desk, venue, intent)).kind === 'absent') await giveUp(desk, intent)
  }
  await findLost(
    desk,
    venue,
    differences.filter(isHalt).flatMap(({ portfolios }) => portfolios),
  )
}

const sentence = (venue: string, halt: Halt): string =>
  halt.cause === 'order'
    ? `${venue} works an order ${halt.label} in ${halt.instrument} that the ledger does not have open`
    : `${halt.instrument}: the books hold ${halt.book} lots, ${venue} holds ${halt.venue}`

const stop = async (desk: Desk, venue: Venue, halts: readonly Halt[]): Promise<void> => {
  for (const halt of halts) {
    const text = sentence(venue.name, halt)
    if (halt.portfolios.length === 0) desk.log.warn({ event: 'venue.foreign', venue: venue.name, text })
    for (const portfolio of halt.portfolios) {
      const { state } = await desk.ledger.portfolio(portfolio)
      if (state.mode === 'halted') continue
      await desk.ledger.setMode(portfolio, 'halted', text)
      desk.log.error({ event: 'portfolio.halted', portfolioId: portfolio, venue: venue.name, reason: text })
      const at = desk.clock.now()
      desk.alert({ at, severity: 'critical', event: 'portfolio.halted', portfolio, text: `${portfolio}: ${text}` })
    }
  }
}

/**
 * Compares the books of all portfolios that trade at a venue, and their orders, with what the venue says. Orders on
 * their way are resolved first; a difference that stays through several comparisons halts the portfolios that trade the
 * instrument and raises an alert. Nothing is corrected automatically: an operator posts an adjustment. 'unsettled'
 * where the venue does not answer or books keep moving: call again later.
 */
export const reconcileVenue = async (desk: Desk, venue: Venue): Promise<Reconciliation> => {
  const patience = startPatience(desk)
  let [seen, times] = ['', 0]
  let reason = 'books kept moving'
  do {
    try {
      const { differences, open } = await compare(desk, venue)
      const halts = differences.filter(isHalt)
      const isMoving = differences.some(({ action }) => action === 'wait')
      const key = JSON.stringify(halts)
      times = key === seen ? times + 1 : 1
      seen = key
      if (halts.length > 0 && times >= CONFIRMATIONS) {
        await stop(desk, venue, halts)
        return { kind: 'halted', differences: halts }
      }
      await settle(desk, venue, differences, open)
      if (halts.length === 0 && !isMoving) return { kind: 'agreed' }
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error
      reason = error.message
      desk.log.warn({ event: 'venue.silent', venue: venue.name, error })
    }
  } while (await patience.rest())
  return { kind: 'unsettled', reason }
}
