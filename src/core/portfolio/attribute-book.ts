import { dividendsWithin } from '../pricing/leg'
import { foldEntries } from './book'
import { attributeStep, type Attribution } from './ledger/attribution'
import type { LedgerEntry } from './ledger/entry'
import { fromMinor } from './ledger/money'
import { sumGreekParts, type OptionStep } from './ledger/option-step'
import { markBook, optionMark, optionPrice, priceAt, type Mark } from './mark-book'
import type { Book, BookOption } from './portfolio'

/** A book between two marks: its holdings at the first, and the entries posted until the second. */
export type BookStep = {
  readonly book: Book
  readonly start: Mark
  readonly end: Mark
  readonly entries: readonly LedgerEntry[]
}

const cashOf = (entries: readonly LedgerEntry[], kind: LedgerEntry['kind']): number => {
  let cash = 0
  for (const entry of entries) if (entry.kind === kind) cash += entry.cash
  return fromMinor(cash)
}

/** Value of the step's trades at the prices of its start. */
const startValue = (entries: readonly LedgerEntry[], start: Mark): number => {
  let value = 0
  for (const entry of entries) {
    if (entry.kind === 'fill' || entry.kind === 'exercise')
      value += entry.lots * entry.lot * priceAt(start, entry.instrument)
    if (entry.kind === 'option-trade' || entry.kind === 'exercise')
      value += entry.quantity * entry.multiplier * (optionPrice(entry, start) ?? 0)
  }
  return value
}

/**
 * The mark at the start, where an option that was traded since and not held before has the volatility and carry of the
 * end's surface: what it paid beyond them is cost, and no move of volatility.
 */
const startOf = ({ book, start, end, entries }: BookStep): Mark => {
  const quotes = entries.flatMap((entry) => {
    if (entry.kind !== 'option-trade' || book.options.some(({ option }) => option === entry.option)) return []
    const quote = end.quotes?.[entry.option]
    return quote === undefined ? [] : [[entry.option, quote] as const]
  })
  return quotes.length === 0 ? start : { ...start, quotes: { ...Object.fromEntries(quotes), ...start.quotes } }
}

const stepOf = (held: BookOption, { start, end, entries }: BookStep): OptionStep | undefined => {
  const { type, strike, exercise, quantity, multiplier, option, expiry } = held
  const settled = entries.find((entry) => entry.kind === 'settlement' && entry.option === option)
  const marks = { start: optionMark(held, start), end: optionMark(held, end) }
  if (marks.start === undefined || marks.end === undefined) return undefined
  return {
    type,
    strike,
    exercise,
    paid: dividendsWithin(start, start.time, Math.min(end.time, expiry)).reduce((sum, { amount }) => sum + amount, 0),
    quantity: quantity * multiplier,
    start: marks.start,
    end: settled === undefined ? marks.end : { years: 0, vol: marks.end.vol },
    settlement: settled?.kind === 'settlement' ? settled.spot : end.unsettled?.[option],
  }
}

/**
 * Profit or loss between two marks by cause, deposits left out; undefined where an end cannot be marked. What was
 * traded in the step counts as held from its start, and what it paid beyond the start's price as cost (a gain where it
 * paid less). The dividends of a position are part of its hedge. The sum of the parts is the change in equity, to
 * rounding, on every step: an adjustment, and an option that waits for its settlement, stand in the residual.
 */
export const attributeBook = (given: BookStep): Attribution | undefined => {
  const step = { ...given, start: startOf(given) }
  const { book, start, end, entries } = step
  const after = foldEntries(entries, book)
  const [before, now] = [markBook(book, start), markBook(after, end)]
  if (before === undefined || now === undefined) return undefined
  const held = foldEntries(
    entries.filter(({ kind }) => kind === 'option-trade' || kind === 'exercise'),
    book,
  ).options
  const legs = held.flatMap((option) => stepOf(option, step) ?? [])
  const market = { spotStart: start.spot, spotEnd: end.spot, rate: start.rate }
  const options = attributeStep({ ...market, legs, hedge: 0, funding: cashOf(entries, 'funding') })
  let hedge = cashOf(entries, 'dividend')
  for (const { instrument, lots, lot } of after.positions)
    hedge += lots * lot * (priceAt(end, instrument) - priceAt(start, instrument))
  const traded = cashOf(entries, 'fill') + cashOf(entries, 'option-trade') + cashOf(entries, 'exercise')
  const cost = traded + startValue(entries, start)
  const total = now.equity - before.equity - cashOf(entries, 'deposit')
  const explained = sumGreekParts(options) + hedge + cost + options.funding
  return { ...options, hedge, cost, total, residual: options.residual + total - explained }
}
