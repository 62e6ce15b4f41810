import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { fromMinor } from '../core/portfolio/ledger/money'
import { adjustBook } from './operate'
import { command, print, wholeNumber, type CommonOptions } from './command'
import { withLedger } from './with-ledger'

type Options = CommonOptions & {
  readonly instrument: string
  readonly lots: number
  readonly lot?: number
  readonly cash: number
  readonly ticket: string
  readonly reason: string
}

const decimal = (text: string): number => {
  if (!/^-?\d{1,15}(\.\d{1,12})?$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a decimal number`)
  return Number(text)
}

const lotSize = (text: string): number => {
  const size = decimal(text)
  if (size > 0) return size
  throw new InvalidArgumentError('a lot must be > 0')
}

/** `adjust`: brings the book of a halted portfolio to what its venue has. */
export const adjustCommand = (): Command =>
  command('adjust', 'add lots and cash to the book of a halted portfolio, so that it says what its venue has')
    .argument('<portfolio>', 'id of the portfolio')
    .requiredOption('--instrument <venue/symbol>', 'what the lots are of')
    .requiredOption('--lots <n>', 'lots to add, signed', wholeNumber)
    .option('--lot <units>', 'units of the underlying in a lot; without it as the book holds it', lotSize)
    .option('--cash <amount>', 'of the quote currency to add, signed', decimal, 0)
    .requiredOption('--ticket <text>', 'names the adjustment: posted again it changes nothing')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (portfolio: string, options: Options) => {
      const { instrument, lots, lot, cash, ticket, reason } = options
      const { book, posted } = await withLedger(({ ledger, clock, actor }) =>
        adjustBook(ledger, clock, portfolio, { instrument, lots, lot, cash, ticket, reason, actor }),
      )
      const held = book.positions.map((own) => `${own.lots} lots of ${own.lot} ${own.instrument}`)
      print(options, { portfolio, posted, book }, () =>
        [
          posted ? `${portfolio} adjusted` : `${ticket} was posted before: nothing changed`,
          `cash ${fromMinor(book.cash)}, ${held.join(', ') || 'no position'}`,
        ].join('\n'),
      )
    })
