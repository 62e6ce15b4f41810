import { Argument, InvalidArgumentError, type Command } from 'commander'
import { Fault } from '../core/error'
import { postEntry } from '../core/portfolio/book'
import { fromMinor, toMinor } from '../core/portfolio/ledger/money'
import type { Book, PortfolioMode, PortfolioState } from '../core/portfolio/portfolio'
import type { KillSwitch } from '../ports/ledger'
import { command, print, type CommonOptions } from './command'
import { wholeNumber } from './numbers'
import { withLedger, type LedgerRoom } from './with-ledger'

const reasonForAll = 'why, for the audit log and the refusals'

/**
 * Turns the kill switch of all portfolios, after writing who does it and why into the audit log. Returns the switch
 * after.
 */
const turnKillSwitch = async (
  { ledger, clock, actor }: LedgerRoom,
  engaged: boolean,
  reason: string,
): Promise<KillSwitch> => {
  const at = clock.now()
  const action = `kill-switch.${engaged ? 'on' : 'off'}`
  await ledger.audit({ at, actor, action, portfolio: undefined, details: { reason } })
  await ledger.setKillSwitch(engaged, reason, actor, at)
  return ledger.killSwitch()
}

/** `kill`: stops all trading of all portfolios, or lets it go on. */
export const killCommand = (): Command =>
  command('kill', 'stop all trading at once (on), or let it go on (off); survives restarts')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .requiredOption('--reason <text>', reasonForAll)
    .action(async (state: string, options: CommonOptions & { readonly reason: string }) => {
      const { reason } = options
      const after = await withLedger((room) => turnKillSwitch(room, state === 'on', reason))
      print(options, after, () =>
        after.engaged
          ? `the kill switch is on: no order of any portfolio goes out (${after.reason ?? reason})`
          : 'the kill switch is off: portfolios trade as their modes let them',
      )
    })

const modes: Readonly<Record<string, PortfolioMode>> = { halt: 'halted', reduce: 'reducing', resume: 'active' }

type PortfolioRequest = {
  readonly action: string
  readonly id: string | undefined
  readonly reason: string | undefined
}

/**
 * The portfolios, or the one whose mode was changed, after writing who does it and why into the audit log. Throws
 * 'usage' for a portfolio that was never opened, before anything is written.
 */
const actOnPortfolio = async (
  { ledger, clock, actor }: LedgerRoom,
  { action, id, reason }: PortfolioRequest,
): Promise<readonly PortfolioState[]> => {
  if (action === 'list') return ledger.portfolios()
  if (id === undefined || reason === undefined)
    throw new Fault('usage', `portfolio ${action} takes the id of a portfolio and --reason <text>`)
  const mode = modes[action]
  await ledger.portfolio(id)
  await ledger.audit({ at: clock.now(), actor, action: `portfolio.${mode}`, portfolio: id, details: { reason } })
  await ledger.setMode(id, mode, reason)
  return [(await ledger.portfolio(id)).state]
}

const portfolioLine = ({ id, mode, modeReason, sequence }: PortfolioState): string =>
  `${id.padEnd(32)} ${mode.padEnd(9)} ${sequence} decisions${modeReason === undefined ? '' : `  ${modeReason}`}`

/** `portfolio`: lists the portfolios with their modes, or changes the mode of one. */
export const portfolioCommand = (): Command =>
  command('portfolio', 'list the portfolios, or halt, reduce or resume one; survives restarts')
    .addArgument(new Argument('<action>', 'what to do').choices(['list', ...Object.keys(modes)]))
    .argument('[id]', 'of the portfolio')
    .option('--reason <text>', reasonForAll)
    .action(async (action: string, id: string | undefined, options: CommonOptions & { readonly reason?: string }) => {
      const states = await withLedger((room) => actOnPortfolio(room, { action, id, reason: options.reason }))
      print(options, states, () =>
        states.length === 0 ? 'no portfolio was opened yet' : states.map(portfolioLine).join('\n'),
      )
    })

/** What an operator adds to a book so that it matches its venue. */
type Adjustment = {
  /** `venue/symbol`. */
  readonly instrument: string
  /** Signed, whole. */
  readonly lots: number
  /** Units of the underlying in a lot; undefined: as the book holds it. */
  readonly lot?: number
  /** Of the quote currency, signed. */
  readonly cash: number
  /** Id of the adjustment within the portfolio: posting it again changes nothing. */
  readonly ticket: string
  readonly reason: string
}

/**
 * Posts an adjustment to a halted portfolio without open orders, after writing who does it and why into the audit log.
 * Returns the book after, and whether the adjustment was new. Throws 'usage' for an unknown portfolio, one that is not
 * halted or has open orders, and where the lot is neither held nor given; 'bad-input' for an adjustment that no book
 * accepts.
 */
const adjustBook = async (
  { ledger, clock, actor }: LedgerRoom,
  portfolio: string,
  { instrument, lots, lot, cash, ticket, reason }: Adjustment,
): Promise<{ readonly book: Book; readonly posted: boolean }> => {
  const { state, book, open } = await ledger.portfolio(portfolio)
  if (state.mode !== 'halted')
    throw new Fault('usage', `${portfolio} is ${state.mode}: halt it first, so that nothing trades meanwhile`)
  if (open.length > 0) throw new Fault('usage', `${portfolio} has ${open.length} open orders: they must end first`)
  const own = lot ?? book.positions.find((held) => held.instrument === instrument)?.lot
  if (own === undefined)
    throw new Fault('usage', `${portfolio} holds no ${instrument}: say how large a lot is with --lot`)
  const at = clock.now()
  const entry = { kind: 'adjustment', source: `adjustment:${ticket}`, at, instrument, lots, lot: own } as const
  const posting = { ...entry, cash: toMinor(cash), by: actor }
  // A posting that the book refuses must not enter the audit log.
  postEntry(book, posting)
  await ledger.audit({ at, actor, action: 'portfolio.adjusted', portfolio, details: { reason, entry: posting } })
  await ledger.post(portfolio, [posting])
  const after = (await ledger.portfolio(portfolio)).book
  return { book: after, posted: after.entries > book.entries }
}

/** An amount as a person writes it: no exponent, at most 12 decimals. */
const amount = (text: string): number => {
  if (!/^-?\d{1,15}(\.\d{1,12})?$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a decimal number`)
  return Number(text)
}

const lotSize = (text: string): number => {
  const size = amount(text)
  if (size > 0) return size
  throw new InvalidArgumentError('a lot must be > 0')
}

/** `adjust`: brings the book of a halted portfolio in line with its venue. */
export const adjustCommand = (): Command =>
  command('adjust', 'add lots and cash to the book of a halted portfolio, so that it matches its venue')
    .argument('<portfolio>', 'id of the portfolio')
    .requiredOption('--instrument <venue/symbol>', 'what the lots are of')
    .requiredOption('--lots <n>', 'lots to add, signed', wholeNumber)
    .option('--lot <units>', 'units of the underlying in a lot; without it as the book holds it', lotSize)
    .option('--cash <amount>', 'of the quote currency to add, signed', amount, 0)
    .requiredOption('--ticket <text>', 'names the adjustment: posted again it changes nothing')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (portfolio: string, options: CommonOptions & Adjustment) => {
      const { book, posted } = await withLedger((room) => adjustBook(room, portfolio, options))
      const held = book.positions.map((own) => `${own.lots} lots of ${own.lot} ${own.instrument}`)
      print(options, { portfolio, posted, book }, () =>
        [
          posted ? `${portfolio} adjusted` : `${options.ticket} was posted before: nothing changed`,
          `cash ${fromMinor(book.cash)}, ${held.join(', ') || 'no position'}`,
        ].join('\n'),
      )
    })
