import { Fault } from '../../../core/error'
import { instrumentName, type InstrumentId } from '../../../core/market/instrument'
import type { RefusalReason } from '../../../core/market/row-check'
import { grouped } from '../grouped'
import { startFields, type Fields } from './csv-fields'
import { instrumentOf, type Format, type LineReader, type Row, type SourceContext, type SourceLine } from './format'

/** Positions of named columns in a header; one of several spellings, in any case, words joined in any way. */
export type Header = {
  /** The position, or a `bad-input` fault that names the column. */
  required(...names: string[]): number
  /** The position, or -1; a `bad-input` fault where two columns have the name. */
  optional(...names: string[]): number
}

/** 'Open time', '<OPEN-TIME>' and 'openTime' are one name. */
const plainName = (name: string): string =>
  name
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s_-]+/g, '_')
    .toLowerCase()

export const readHeader = (file: string, columns: readonly string[]): Header => {
  const positions = grouped([...columns.keys()], (position) => plainName(columns[position]))
  const optional = (...spellings: string[]): number => {
    for (const spelling of spellings) {
      const [position, another] = positions.get(plainName(spelling)) ?? []
      if (position === undefined) continue
      if (another !== undefined)
        throw new Fault('bad-input', `${file}: row 1: the column '${columns[position]}' is named twice`)
      return position
    }
    return -1
  }
  const required = (...spellings: string[]): number => {
    const position = optional(...spellings)
    if (position < 0) throw new Fault('bad-input', `${file}: row 1: wrong header, column '${spellings[0]}' is missing`)
    return position
  }
  return { required, optional }
}

/** What files of any source call the columns that name the instrument and the venue of a row. */
const symbolNames = [
  ...['symbol', 'ticker', 'tic', 'pair', 'instrument', 'instrument_name', 'instrument_id', 'inst_id', 'symbol_id'],
  ...['product_id', 'coin', 'name'],
]
const venueNames = ['exchange', 'venue']

/** Names that a fault lists; more are counted. */
const listedNames = 5

/**
 * Reads the instrument of each row where columns name it, that of the file where none do; undefined for a row that
 * leaves its name empty. What is given takes precedence, and a name that it replaces is noted; it is a `bad-input`
 * fault where it would make one instrument of several.
 */
export const rowInstrument = (context: SourceContext, header: Header, columns: readonly string[]) => {
  const { file, given, note } = context
  const [symbolAt, venueAt] = [header.optional(...symbolNames), header.optional(...venueNames)]
  const by = [symbolAt, venueAt].flatMap((at) => (at < 0 ? [] : `'${columns[at]}'`)).join(' and ')
  const known = new Map<string, InstrumentId>()
  const taken = new Set<string>()
  let latest = { symbol: '', venue: '', instrument: instrumentOf(context) }

  const add = (name: string, symbol: string, venue: string): InstrumentId => {
    const instrument = instrumentOf(context, { venue: venue || undefined, symbol: symbol || undefined })
    known.set(name, instrument)
    const names = [...known.keys()].slice(0, listedNames).join(', ') + (known.size > listedNames ? ', …' : '')
    if (taken.has(instrumentName(instrument)))
      throw new Fault(
        'bad-input',
        `${file}: ${by} names several instruments, ${names}: leave out --symbol or --venue, which would make them one, or split the file`,
      )
    taken.add(instrumentName(instrument))
    const isReplaced = (given.symbol ?? symbol) !== symbol || (given.venue ?? venue) !== venue
    if (known.size > 1) {
      note('instrument', undefined)
      note('instruments', `${known.size}, named by ${by}`)
    } else if (isReplaced) note('instrument', `${instrumentName(instrument)} as given, though ${by} says ${name}`)
    else note('instrument', `${name}, named by ${by}`)
    return instrument
  }

  return (fields: Fields): InstrumentId | undefined => {
    const [symbol, venue] = [fields.text(symbolAt), fields.text(venueAt)]
    if (symbolAt >= 0 && symbol === '' && given.symbol === undefined) return undefined
    if (symbol === latest.symbol && venue === latest.venue) return latest.instrument
    const name = [symbol, venue].filter((part) => part !== '').join(' at ')
    latest = { symbol, venue, instrument: known.get(name) ?? add(name, symbol, venue) }
    return latest.instrument
  }
}

/** A parsed row, or the reason why it is refused. */
export type Parsed = Row | RefusalReason

/** A format of one row a line: `open` reads the header and returns the parser of a row's fields. */
export const csvFormat = (
  open: (context: SourceContext, header: Header, columns: readonly string[]) => (fields: Fields) => Parsed,
  positions?: readonly string[],
): Format => ({
  hasHeader: true,
  positions,
  start: (context): LineReader => {
    const { sink, dialect } = context
    const { columns } = dialect
    const parse = open(context, readHeader(context.file, columns), columns)
    const fields = startFields(dialect)
    return {
      line: (line: SourceLine) => {
        fields.split(line)
        const parsed = fields.count() === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})
