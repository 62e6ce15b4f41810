import { Fault } from '../../../core/error'
import { emptyQuotation, type OptionSummary } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { readHeader } from './csv'
import { instrumentOf, type Format, type SourceContext } from './format'
import { objectIn } from './capture'
import {
  chainCsv,
  startChainRows,
  startOptionFacts,
  unlessZero,
  type OptionFacts,
  type ReadOption,
} from './option-chain'

/** What Deribit's answers, and files made of them, call each part of an option's quotation. */
const spellings = {
  name: ['instrument_name'],
  time: ['creation_timestamp', 'timestamp', 'date'],
  underlying: ['underlying_index', 'underlying_name'],
  underlyingPrice: ['underlying_price'],
  indexPrice: ['index_price'],
  bid: ['bid_price', 'best_bid_price'],
  bidSize: ['bid_amount', 'best_bid_amount'],
  ask: ['ask_price', 'best_ask_price'],
  askSize: ['ask_amount', 'best_ask_amount'],
  markPrice: ['mark_price'],
  ...{ bidIv: ['bid_iv'], askIv: ['ask_iv'], markIv: ['mark_iv'] },
  ...{ delta: ['delta'], gamma: ['gamma'], vega: ['vega'] },
  openInterest: ['open_interest'],
} as const

type Part = keyof typeof spellings

/** The parts of one quotation: text and numbers, undefined where absent or empty, NaN where a number is none. */
type Cells = { readonly text: (part: Part) => string; readonly number: (part: Part) => number | undefined }

/** Volatilities come in percent; 0 stands for none. */
const fraction = (percent: number | undefined): number | undefined =>
  percent === undefined || percent === 0 ? undefined : percent / 100

const readQuotation = (
  context: SourceContext,
  facts: OptionFacts | undefined,
  { text, number }: Cells,
): ReadOption | RefusalReason => {
  if (facts === undefined) {
    // Perpetuals and futures stand beside options in an answer that asks for every kind.
    return instrumentFacts('deribit', text('name')) === undefined ? 'columns' : 'not-needed'
  }
  const timestamp = context.times.read(text('time'))
  if (typeof timestamp === 'string') return timestamp
  if (facts.expiry <= timestamp) return 'bad-time'
  const { name, type, strike, expiry, isInverse } = facts
  const option: OptionSummary = {
    ...{ ...emptyQuotation, kind: 'option-summary', timestamp, localTimestamp: timestamp, instrument: name },
    ...{ type, strike, expiry, underlying: text('underlying') || undefined },
    ...{ bid: unlessZero(number('bid')), bidSize: unlessZero(number('bidSize')) },
    ...{ ask: unlessZero(number('ask')), askSize: unlessZero(number('askSize')), markPrice: number('markPrice') },
    ...{ underlyingPrice: number('underlyingPrice'), indexPrice: number('indexPrice') },
    ...{ bidIv: fraction(number('bidIv')), askIv: fraction(number('askIv')), markIv: fraction(number('markIv')) },
    ...{ delta: number('delta'), gamma: number('gamma'), vega: number('vega'), openInterest: number('openInterest') },
  }
  for (const value of Object.values(option)) if (typeof value === 'number' && Number.isNaN(value)) return 'not-a-number'
  const instrument = instrumentOf({ ...context, venue: 'deribit' }, { symbol: facts.underlying })
  return { instrument, option, isInverse }
}

/** What makes a quotation: a price beside that of the underlying, or a volatility. */
const isQuotation = (has: (part: Part) => boolean): boolean =>
  (['bidIv', 'askIv', 'markIv'] as const).some(has) ||
  (has('underlyingPrice') && (['bid', 'ask', 'markPrice'] as const).some(has))

/**
 * Deribit option chains as CSV: any of prices (in the contract's own unit: the coin, or dollars where it settles in
 * them), volatilities in percent, Greeks and the underlying's price, in any order of columns. Volatilities that are not
 * stated are inverted from the prices; without a price of the underlying the forward of each expiry is derived from
 * delta. Stored under the underlying.
 */
export const deribitChain: Format = {
  hasHeader: true,
  start: (context) => {
    const header = readHeader(context.file, context.dialect.columns)
    header.required(...spellings.name)
    header.required(...spellings.time)
    const positions = new Map<Part, number>(
      (Object.keys(spellings) as Part[]).map((part) => [part, header.optional(...spellings[part])]),
    )
    if (!isQuotation((part) => positions.get(part)! >= 0))
      throw new Fault(
        'bad-input',
        `${context.file}: row 1: wrong header, neither a volatility (mark_iv) nor prices beside underlying_price`,
      )
    const factsOf = startOptionFacts('deribit')
    return chainCsv(context, (fields) =>
      readQuotation(context, factsOf(fields.text(positions.get('name')!)), {
        text: (part) => fields.text(positions.get(part)!),
        number: (part) => fields.optional(positions.get(part)!),
      }),
    )
  },
}

/**
 * The answers of Deribit's public/get_book_summary_by_currency and of its relatives, JSON: an array of quotations, bare
 * or as `result` of an answer, one answer or several. Read as a chain in CSV is.
 */
export const deribitSummary: Format = {
  hasHeader: false,
  fixedTimes: 'epochs',
  split: 'objects',
  start: (context) => {
    const [rows, factsOf] = [startChainRows(context), startOptionFacts('deribit')]
    const read = (raw: string): ReadOption | RefusalReason => {
      const object = objectIn(raw)
      if (object === undefined) return 'not-json'
      const valueOf = (part: Part): unknown =>
        spellings[part].map((name) => object[name]).find((value) => value !== undefined && value !== null)
      const cells: Cells = {
        text: (part) => String(valueOf(part) ?? ''),
        number: (part) => {
          const value = valueOf(part)
          return value === undefined ? undefined : typeof value === 'number' && Number.isFinite(value) ? value : NaN
        },
      }
      const option = readQuotation(context, factsOf(cells.text('name')), cells)
      return typeof option !== 'string' && !isQuotation((part) => valueOf(part) !== undefined) ? 'columns' : option
    }
    return {
      line: (line) => {
        const option = read(line.raw)
        if (typeof option === 'string') context.sink.refuse(option, line)
        else rows.take(option, line)
      },
      end: rows.end,
    }
  },
}
