import { Fault } from '../../../core/error'
import type { Format } from './format'
import { csvFormat } from './csv'
import { bookChangeRows, bookSnapshotRows } from './tardis-book'
import { derivativeTickerRows, optionsChainRows } from './tardis-derivatives'
import { quoteRows, tradeRows } from './tardis-ticks'

/** What marks each data type of tardis.dev's CSV files; the first that fits is taken. */
const kinds = [
  { marks: ['strike_price', 'expiration'], rows: optionsChainRows },
  { marks: ['funding_rate'], rows: derivativeTickerRows },
  { marks: ['is_snapshot', 'side', 'price', 'amount'], rows: bookChangeRows },
  { marks: ['asks[0].price', 'bids[0].price'], rows: bookSnapshotRows },
  { marks: ['bid_price', 'ask_price'], rows: quoteRows },
  { marks: ['side', 'price', 'amount'], rows: tradeRows },
] as const

/**
 * tardis.dev CSV: trades, quotes, book_snapshot_N, incremental_book_L2, derivative_ticker, options_chain, told apart by
 * their columns.
 */
export const tardis: Format = csvFormat((context, header, columns) => {
  const kind = kinds.find(({ marks }) => marks.every((mark) => header.optional(mark) >= 0))
  if (kind === undefined)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: wrong header, no tardis data type has the columns ${columns.slice(0, 8).join(',')}`,
    )
  return kind.rows(context, header)
})
