import { basename } from 'node:path'
import { Fault } from '../../../core/error'
import type { MarketEvent } from '../../../core/market/event'
import { parseDecimal, refusePrice, refuseQuote, type RefusalReason } from '../../../core/market/row-check'
import { instrumentOf, type Format, type Row, type SourceContext, type SourceLine } from './format'
import { newYorkMidnight } from './time'

const fileName = /^(.+)_(\d{4}-\d{2}-\d{2})_\d+_\d+_message_\d+\.csv(?:\.gz)?$/
/** Prices come in ten-thousandths of a dollar. */
const perDollar = 1e4
const messageFields = 6
const [visibleExecution, hiddenExecution, cross, halt] = [4, 5, 6, 7]

/** The order book file that belongs to a LOBSTER message file; undefined where the name is no message file's. */
export const orderBookFile = (messageFile: string): string | undefined =>
  fileName.test(messageFile.split(/[\\/]/).at(-1)!)
    ? messageFile.replace(/_message_(\d+\.csv(?:\.gz)?)$/, '_orderbook_$1')
    : undefined

/**
 * LOBSTER: message file and order book file, row by row (the importer joins the two lines with a comma). Message:
 * seconds after midnight in New York, type, order id, size, price, direction of the resting order (1 bid, −1 ask).
 * Book: ask price, ask size, bid price, bid size, level after level. Executions (types 4 and 5) become trades with the
 * opposite side as aggressor, changes of the best level quotes, halts gaps, crosses flags; messages that do not change
 * the best level are accepted and store no event. A file is a sequence: equal rows are so many executions.
 */
export const lobster: Format = {
  hasHeader: false,
  fixedTimes: 'seconds since midnight in New York',
  start: (context: SourceContext) => {
    const match = fileName.exec(basename(context.file))
    if (!match)
      throw new Fault('bad-input', `${context.file}: row 1: not named TICKER_YYYY-MM-DD_start_end_message_N.csv`)
    const midnight = newYorkMidnight(match[2])
    if (Number.isNaN(midnight)) throw new Fault('bad-input', `${context.file}: row 1: ${match[2]} is no date`)
    const instrument = instrumentOf(context, { venue: 'nasdaq', symbol: match[1] })
    let top = ''

    const read = (line: SourceLine): Row | RefusalReason => {
      const fields = line.raw.split(',')
      if (fields.length < messageFields + 4 || (fields.length - messageFields) % 4 !== 0) return 'columns'
      const values = fields.slice(0, messageFields + 4).map((field) => parseDecimal(field) ?? NaN)
      if (values.some(Number.isNaN)) return 'not-a-number'
      const [seconds, type, , size, price, direction, ask, askSize, bid, bidSize] = values
      if (seconds < 0 || seconds >= 86_400) return 'bad-time'
      const timestamp = midnight + Math.round(seconds * 1e6)
      const stamp = { timestamp, localTimestamp: timestamp }
      const told: MarketEvent[] = []
      let priced: Row['price']
      if (type === halt && price === -1) told.push({ kind: 'gap', timestamp, reason: 'session-end' })
      if (type === cross) context.flag('auction')
      if (type === visibleExecution || type === hiddenExecution) {
        if (direction !== 1 && direction !== -1) return 'bad-side'
        const at = price / perDollar
        const reason = refusePrice(at, size)
        if (reason !== undefined) return reason
        told.push({ kind: 'trade', ...stamp, price: at, size, aggressor: direction === 1 ? 'sell' : 'buy' })
        priced = { low: at, high: at, mid: at }
      }
      const shown = fields.slice(messageFields, messageFields + 4).join()
      const common = { instrument, stream: 'messages', time: timestamp, identity: undefined, repeats: 'never' } as const
      // A side without orders shows ±9999999999.
      if (Math.abs(ask) >= 9e9 || Math.abs(bid) >= 9e9) return { ...common, events: told, price: priced }
      const [b, a] = [bid / perDollar, ask / perDollar]
      const reason = refuseQuote(b, bidSize, a, askSize)
      if (reason !== undefined) return reason
      if (shown !== top) priced ??= { low: b, high: a, mid: (a + b) / 2 }
      const events = (): readonly MarketEvent[] => {
        if (shown === top) return told
        top = shown
        return [...told, { kind: 'quote', ...stamp, bid: b, bidSize, ask: a, askSize }]
      }
      return { ...common, events, price: priced }
    }

    return {
      line: (line) => {
        const row = read(line)
        if (typeof row === 'string') context.sink.refuse(row, line)
        else context.sink.accept(row, line)
      },
      end: () => undefined,
    }
  },
}
