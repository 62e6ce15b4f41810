import { Fault } from '../error'
import type { LedgerEntry } from './ledger/entry'
import { toMinor } from './ledger/money'
import type { Book, BookOption } from './portfolio'

type Entry<K extends LedgerEntry['kind']> = Extract<LedgerEntry, { readonly kind: K }>
type Position = Book['positions'][number]

/** The book before the first entry. */
export const emptyBook: Book = {
  cash: 0,
  positions: [],
  options: [],
  fees: 0,
  slippage: 0,
  turnover: 0,
  fills: 0,
  entries: 0,
}

const whole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value)) throw new Fault('bad-input', `${what} must be a whole number, got ${value}`)
  return value
}

/** A sum that is still exact. */
const sum = (a: number, b: number, what: string): number => whole(a + whole(b, what), what)

const withPosition = (
  positions: readonly Position[],
  { instrument, lots, lot }: Pick<Entry<'fill'>, 'instrument' | 'lots' | 'lot'>,
): readonly Position[] => {
  if (!(lot > 0 && lot < Infinity)) throw new Fault('bad-input', `a lot of ${instrument} must be > 0, got ${lot}`)
  const held = positions.find((own) => own.instrument === instrument)
  if (held !== undefined && held.lot !== lot)
    throw new Fault('bad-input', `${instrument} is held in lots of ${held.lot}, an entry has lots of ${lot}`)
  const rest = positions.filter((own) => own !== held)
  const total = sum(held?.lots ?? 0, lots, `lots of ${instrument}`)
  if (total === 0) return rest
  return [...rest, { instrument, lots: total, lot }].sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
}

const withOption = (
  options: readonly BookOption[],
  entry: Entry<'option-trade'> | Entry<'exercise'>,
): readonly BookOption[] => {
  const { option, type, strike, expiry, exercise, multiplier } = entry
  const held = options.find((own) => own.option === option)
  const isSame =
    held === undefined ||
    (held.type === type &&
      held.strike === strike &&
      held.expiry === expiry &&
      held.exercise === exercise &&
      held.multiplier === multiplier)
  if (!isSame) throw new Fault('bad-input', `option ${option} is held under other terms`)
  const rest = options.filter((own) => own !== held)
  const quantity = sum(held?.quantity ?? 0, entry.quantity, `contracts of ${option}`)
  if (quantity === 0) return rest
  const own = { option, type, strike, expiry, ...(exercise && { exercise }), multiplier, quantity }
  return [...rest, own].sort((a, b) => (a.option < b.option ? -1 : 1))
}

const traded = (options: readonly BookOption[], entry: Entry<'option-trade'>): readonly BookOption[] => {
  const { option, expiry, at } = entry
  if (!(at < expiry)) throw new Fault('bad-input', `option ${option} expired at ${expiry}, before its trade at ${at}`)
  return withOption(options, entry)
}

const exercised = (options: readonly BookOption[], entry: Entry<'exercise'>): readonly BookOption[] => {
  const { option, expiry, exercise, quantity, at } = entry
  if (exercise !== 'american' && at < expiry)
    throw new Fault('bad-input', `option ${option} is European: it is not exercised before its expiry at ${expiry}`)
  const held = options.find((own) => own.option === option)?.quantity ?? 0
  if (Math.sign(quantity) !== -Math.sign(held) || Math.abs(quantity) > Math.abs(held))
    throw new Fault('bad-input', `of option ${option} ${held} contracts are held: ${-quantity} cannot be exercised`)
  return withOption(options, entry)
}

const withoutOption = (options: readonly BookOption[], { option }: Entry<'settlement'>): readonly BookOption[] => {
  const rest = options.filter((own) => own.option !== option)
  if (rest.length === options.length) throw new Fault('bad-input', `no option ${option} to settle`)
  return rest
}

/** What a fill was worth, paid (+) or received (−), and what of it lay beyond the mid at the decision, minor units. */
const worth = ({ lots, lot, cash, fee, reference }: Entry<'fill'>): { value: number; slippage: number } => {
  const value = -(cash + fee)
  return { value, slippage: value - toMinor(lots * lot * reference) }
}

const moved = (book: Book, entry: LedgerEntry): Partial<Book> => {
  switch (entry.kind) {
    case 'deposit':
      return {}
    case 'funding':
      return { funding: sum(book.funding ?? 0, entry.cash, 'funding') }
    case 'fill': {
      const { value, slippage } = worth(entry)
      return {
        positions: withPosition(book.positions, entry),
        fees: sum(book.fees, entry.fee, 'fees'),
        slippage: sum(book.slippage, slippage, 'slippage'),
        turnover: sum(book.turnover, Math.abs(value), 'turnover'),
        fills: book.fills + 1,
      }
    }
    case 'option-trade':
      return { options: traded(book.options, entry) }
    case 'exercise':
      return { options: exercised(book.options, entry), positions: withPosition(book.positions, entry) }
    case 'dividend':
      return { dividends: sum(book.dividends ?? 0, entry.cash, 'dividends') }
    case 'settlement':
      return { options: withoutOption(book.options, entry) }
    case 'adjustment':
      return { positions: withPosition(book.positions, entry) }
  }
}

/**
 * The book after an entry. Entries commute, but for a settlement and an exercise, which follow the trades of their
 * option; all sums are exact. A repeated entry is recognised by its source in `foldEntries` and in the ledger, not
 * here. Faults 'bad-input' on an entry that cannot be: parts of a lot or minor unit, a lot of another size, an option
 * under other terms, traded after its expiry, settled without being held, or exercised beyond what is held or,
 * European, before its expiry.
 */
export const postEntry = (book: Book, entry: LedgerEntry): Book => ({
  ...book,
  ...moved(book, entry),
  cash: sum(book.cash, entry.cash, 'cash'),
  entries: book.entries + 1,
})

/** The book of entries in the order of their posting; of several with one source the first counts. */
export const foldEntries = (entries: Iterable<LedgerEntry>, start = emptyBook): Book => {
  const posted = new Set<string>()
  let book = start
  for (const entry of entries) {
    if (posted.has(entry.source)) continue
    posted.add(entry.source)
    book = postEntry(book, entry)
  }
  return book
}
