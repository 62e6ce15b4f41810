import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig } from '../app/config/file/load-config'
import { config, lookupEnvironment } from '../app/config/settings'
import { Fault } from '../core/error'
import { postEntry } from '../core/portfolio/book'
import { exerciseEntry, settlementEntry } from '../core/portfolio/entries'
import type { LedgerEntry } from '../core/portfolio/ledger/entry'
import { fromMinor, toMinor } from '../core/portfolio/ledger/money'
import type { Book, BookOption } from '../core/portfolio/portfolio'
import { optionName } from '../core/portfolio/settle-expired'
import { command, print, type CommonOptions } from './command'
import { atLeast, wholeNumber } from './numbers'
import { withLedger, type LedgerRoom } from './with-ledger'

type Posted = {
  /** `venue/symbol`. */
  readonly instrument: string
  /** Units of the underlying in a lot; undefined: as the book holds it. */
  readonly lot?: number
  /** Id of the adjustment within the portfolio: posting it again changes nothing. */
  readonly ticket: string
  readonly reason: string
}

/** What an operator adds to a book so that it matches its venue. */
type Adjustment = Posted & {
  /** Signed, whole. */
  readonly lots: number
  /** Of the quote currency, signed. */
  readonly cash: number
}

/** Contracts of an option, > 0, that the book exercised or that were assigned to it. */
type Exercise = Posted & { readonly exercised: string; readonly contracts: number }

/** An option of the book. Throws 'usage' where it holds none of that name. */
const optionOf = ({ options }: Book, name: string, portfolio: string): BookOption => {
  const held = options.find(({ option }) => option === name)
  if (held !== undefined) return held
  const list = options.length === 0 ? 'none at all' : options.map(optionName).join(', ')
  throw new Fault('usage', `${portfolio} holds no option '${name}', but ${list}`)
}

/**
 * Posts an adjustment or an exercise to a halted portfolio without open orders, after writing who does it and why into
 * the audit log. Returns the book after, and whether it was new. Throws 'usage' for an unknown portfolio or option, a
 * portfolio that is not halted or has open orders, and where the lot is neither held nor given; 'bad-input' for what no
 * book accepts.
 */
const adjustBook = async (
  { ledger, clock, actor }: LedgerRoom,
  portfolio: string,
  change: Adjustment | Exercise,
): Promise<{ readonly book: Book; readonly posted: boolean }> => {
  const { instrument, lot, ticket, reason } = change
  const { state, book, open } = await ledger.portfolio(portfolio)
  if (state.mode !== 'halted')
    throw new Fault('usage', `${portfolio} is ${state.mode}: halt it first, so that nothing trades meanwhile`)
  if (open.length > 0) throw new Fault('usage', `${portfolio} has ${open.length} open orders: they must end first`)
  const own = lot ?? book.positions.find((held) => held.instrument === instrument)?.lot
  if (own === undefined)
    throw new Fault('usage', `${portfolio} holds no ${instrument}: say how large a lot is with --lot`)
  const at = clock.now()
  const source = `${'exercised' in change ? 'exercise' : 'adjustment'}:${ticket}`
  // An option that was exercised whole is not held when its ticket is posted again.
  const isKnown = async () =>
    (await ledger.entries(portfolio, { limit: book.entries })).some((entry) => entry.source === source)
  if ('exercised' in change && (await isKnown())) return { book, posted: false }
  const common = { source, at, instrument, lot: own, by: actor }
  const posting: LedgerEntry =
    'exercised' in change
      ? exerciseEntry(optionOf(book, change.exercised, portfolio), { ...common, contracts: change.contracts })
      : { kind: 'adjustment', ...common, lots: change.lots, cash: toMinor(change.cash) }
  // A posting that the book refuses must not enter the audit log.
  postEntry(book, posting)
  const action = 'exercised' in change ? 'portfolio.exercised' : 'portfolio.adjusted'
  await ledger.audit({ at, actor, action, portfolio, details: { reason, entry: posting } })
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

/** A delivery price as the operator says it. */
type DeliveryPrice = {
  /** An option of the book, or the portfolio's instrument: all its options that wait. */
  readonly name: string
  readonly price: number
}

const deliveryPrice = (text: string): DeliveryPrice => {
  const [, name, price] = /^(.{1,200})=(\d{1,15}(?:\.\d{1,12})?)$/.exec(text) ?? []
  if (name !== undefined && Number(price) > 0) return { name, price: Number(price) }
  throw new InvalidArgumentError(`'${text}' is not <option or instrument>=<price above 0>`)
}

/** Whether a name is the configuration's instrument of a portfolio. */
const isInstrumentOf = (name: string, portfolio: string): boolean =>
  name.includes('/') &&
  loadConfig(config(), lookupEnvironment).portfolios.some(
    ({ id, instrument }) => id === portfolio && instrument === name,
  )

/** The options that a delivery price is of. Throws 'usage' where none waits under that name, or several expiries do. */
const deliveredOptions = (
  { options }: Book,
  { name }: DeliveryPrice,
  portfolio: string,
  now: number,
): readonly BookOption[] => {
  const waiting = options.filter(({ expiry }) => expiry <= now)
  const named = waiting.filter(({ option }) => option === name)
  const found = named.length === 0 && isInstrumentOf(name, portfolio) ? waiting : named
  const list = waiting.length === 0 ? 'no option of it waits' : `these wait: ${waiting.map(optionName).join(', ')}`
  if (found.length === 0)
    throw new Fault('usage', `${portfolio} has no expired option '${name}' that waits for its delivery price: ${list}`)
  if (new Set(found.map(({ expiry }) => expiry)).size > 1)
    throw new Fault('usage', `a delivery price is of one expiry: name one option, ${list}`)
  return found
}

/**
 * Settles expired options of a portfolio at a delivery price, dated at their expiry, after writing who does it and why
 * into the audit log. It may trade meanwhile: the first settlement of an option stands. Throws 'usage' where no
 * option waits under that name.
 */
const deliver = async (
  { ledger, clock, actor }: LedgerRoom,
  portfolio: string,
  delivered: DeliveryPrice,
  reason: string,
): Promise<{ readonly book: Book; readonly entries: readonly LedgerEntry[] }> => {
  const { book } = await ledger.portfolio(portfolio)
  const at = clock.now()
  const entries = deliveredOptions(book, delivered, portfolio, at).map((held) =>
    settlementEntry(held, { price: delivered.price, basis: 'operator', by: actor }),
  )
  // A posting that the book refuses must not enter the audit log.
  entries.reduce(postEntry, book)
  await ledger.audit({ at, actor, action: 'portfolio.delivered', portfolio, details: { reason, entries } })
  await ledger.post(portfolio, entries)
  return { book: (await ledger.portfolio(portfolio)).book, entries }
}

type Options = CommonOptions &
  Partial<Omit<Adjustment & Exercise, 'reason'>> & { readonly reason: string; readonly delivery?: DeliveryPrice }

/** The change that the options describe. Throws 'usage' where a part is missing or contradicts another. */
const changeOf = (options: Options): Adjustment | Exercise => {
  const { exercised, contracts, instrument, lots, lot, cash, ticket, reason } = options
  const isExercise = exercised !== undefined
  if (isExercise ? (lots ?? cash) !== undefined : contracts !== undefined)
    throw new Fault('usage', '--exercised with --contracts says lots and cash itself; without it there are --lots')
  const given = {
    '--instrument <venue/symbol>': instrument,
    ...(isExercise ? { '--contracts <n>': contracts } : { '--lots <n>': lots }),
    '--ticket <text>': ticket,
  }
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []))
  const common = { instrument: instrument ?? '', ...(lot !== undefined && { lot }), ticket: ticket ?? '', reason }
  if (missing.length === 0 && isExercise && contracts !== undefined) return { ...common, exercised, contracts }
  if (missing.length === 0 && lots !== undefined) return { ...common, lots, cash: cash ?? 0 }
  const other = isExercise ? '' : ', nor --delivery <option>=<price>'
  throw new Fault('usage', `required option ${missing.join(', ')} not given${other}`)
}

const bookText = (book: Book): string => {
  const held = book.positions.map((own) => `${own.lots} lots of ${own.lot} ${own.instrument}`)
  return `cash ${fromMinor(book.cash)}, ${held.join(', ') || 'no position'}`
}

/** `adjust`: brings the book of a portfolio in line with its venue: lots and cash, an exercise, or a delivery price. */
export const adjustCommand = (): Command =>
  command(
    'adjust',
    'add lots and cash, or an exercise, to the book of a halted portfolio, or settle its expired options',
  )
    .argument('<portfolio>', 'id of the portfolio')
    .option('--delivery <name=price>', 'delivery price of an expired option, or of the instrument', deliveryPrice)
    .option('--exercised <option>', 'an option that was exercised, or assigned where it is short')
    .option('--contracts <n>', 'contracts of it, above 0: the underlying changes hands at the strike', atLeast(1))
    .option('--instrument <venue/symbol>', 'what the lots are of, or what is delivered')
    .option('--lots <n>', 'lots to add, signed', wholeNumber)
    .option('--lot <units>', 'units of the underlying in a lot; without it as the book holds it', lotSize)
    .option('--cash <amount>', 'of the quote currency to add, signed', amount)
    .option('--ticket <text>', 'names the adjustment: posted again it changes nothing')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (portfolio: string, options: Options) => {
      const { delivery, reason } = options
      if (delivery !== undefined) {
        const { instrument, lots, lot, cash, ticket, exercised, contracts } = options
        if ((instrument ?? lots ?? lot ?? cash ?? ticket ?? exercised ?? contracts) !== undefined)
          throw new Fault('usage', '--delivery settles options; lots and cash are added by a command of their own')
        const { book, entries } = await withLedger((room) => deliver(room, portfolio, delivery, reason))
        const names = entries.map((entry) => (entry.kind === 'settlement' ? entry.option : entry.source)).join(', ')
        print(options, { portfolio, book, entries }, () =>
          [`${portfolio}: ${names} settled at ${delivery.price}`, bookText(book)].join('\n'),
        )
        return
      }
      const change = changeOf(options)
      const { book, posted } = await withLedger((room) => adjustBook(room, portfolio, change))
      print(options, { portfolio, posted, book }, () =>
        [posted ? `${portfolio} adjusted` : `${change.ticket} was posted before: nothing changed`, bookText(book)].join(
          '\n',
        ),
      )
    })
