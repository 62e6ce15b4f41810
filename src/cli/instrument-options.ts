import { InvalidArgumentError, Option, type Command } from 'commander'
import type { StatedFacts } from '../adapters/recordings'
import type { Timestamp } from '../core/market/event'
import { within } from './numbers'

/** The options of `addFactOptions`, as they come. */
export type FactOptions = Omit<StatedFacts, 'impliedVols'> & { readonly ivUnit?: StatedFacts['impliedVols'] }

const instant = (written: string): Timestamp => {
  const time = Date.parse(written)
  if (!/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(written) || Number.isNaN(time))
    throw new InvalidArgumentError("a time with its zone, such as '2025-06-27T08:00:00Z'.")
  return time * 1000
}

/** Options that say what the instruments of an import are, where their venue is not known to. */
export const addFactOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--kind <kind>', 'what the instrument is, where its venue is not known to tell').choices([
        ...['spot', 'perpetual', 'future', 'option', 'index', 'equity'],
      ]),
    )
    .option('--base <currency>', 'what is traded, such as BTC')
    .option('--quote <currency>', 'what its prices are in, such as USD')
    .addOption(
      new Option('--settlement <kind>', 'linear: in the quote currency; inverse: in the base').choices([
        ...['linear', 'inverse'],
      ]),
    )
    .addOption(
      new Option('--amounts <unit>', 'what the amounts of the files count').choices(['contracts', 'base', 'quote']),
    )
    .option('--contract-size <number>', 'units of the base or quote currency in a contract', within(1e-12, 1e12))
    .addOption(new Option('--contract-unit <unit>', 'what a contract is a number of').choices(['base', 'quote']))
    .option('--expiry <time>', "when it expires, such as '2025-06-27T08:00:00Z'", instant)
    .addOption(
      new Option('--iv-unit <unit>', 'how the files write implied volatility').choices(['fraction', 'percent']),
    )
    .option('--override-venue', 'take these facts where the venue is known to have others')

/** What the options say. */
export const statedFacts = (options: FactOptions): StatedFacts => {
  const { kind, base, quote, settlement, amounts, contractSize, contractUnit, expiry, ivUnit, overrideVenue } = options
  const contract = { contractSize, contractUnit }
  return { kind, base, quote, settlement, amounts, ...contract, expiry, impliedVols: ivUnit, overrideVenue }
}
