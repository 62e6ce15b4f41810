import type { Command } from 'commander'
import { openHighs } from '../adapters/quadratic-program/highs'
import { explainDecision, explanationText } from '../app/audit/explain/explain-decision'
import { Fault } from '../core/error'
import type { DecisionRecord, Ledger } from '../ports/ledger'
import { command, print, type CommonOptions } from './command'
import { wholeNumber } from './numbers'
import { withLedger } from './with-ledger'

/** The decision with this sequence, the last one where none is given. */
const recordOf = async (ledger: Ledger, portfolio: string, asked: number | undefined): Promise<DecisionRecord> => {
  const { state } = await ledger.portfolio(portfolio)
  const record = await ledger.decision(portfolio, asked ?? state.sequence)
  if (record === undefined)
    throw new Fault(
      'missing-data',
      `portfolio ${portfolio} has no decision ${asked ?? state.sequence}; its last is ${state.sequence}`,
    )
  return record
}

/** `explain`: recomputes a stored decision, shows its arithmetic, and reports whether the result is the same. */
export const explainCommand = (): Command =>
  command('explain', 'recompute a stored decision from its inputs and show the arithmetic')
    .argument('<portfolio>', 'which portfolio')
    .argument('[sequence]', 'which of its decisions; the last one where absent', wholeNumber)
    .action(async (portfolio: string, sequence: number | undefined, options: CommonOptions) => {
      const record = await withLedger(({ ledger }) => recordOf(ledger, portfolio, sequence))
      const explanation = explainDecision(record, (await openHighs()).solve)
      print(options, explanation, () => explanationText(explanation))
      if (!explanation.reproduces)
        throw new Fault(
          'bad-input',
          `decision ${record.sequence} of ${portfolio} does not come out again: the program or the stored record is not the one that made it`,
        )
    })
