import type { Command } from 'commander'
import { openLedger } from '../adapters/ledger/open'
import { openHighs } from '../adapters/quadratic-program/highs'
import { explainDecision, explanationText } from '../app/audit/explain/explain-decision'
import { config } from '../app/config/settings'
import { startLog } from '../app/log'
import { openDatabase } from '../app/queue'
import { Fault } from '../core/error'
import type { DecisionRecord, Ledger } from '../ports/ledger'
import { command, print, type CommonOptions } from './command'
import { wholeNumber } from './numbers'

/** The decision that was asked for, the last one where none was named. */
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

/** `explain`: makes a stored decision again, shows its arithmetic, and says whether it came out the same. */
export const explainCommand = (): Command =>
  command('explain', 'recompute a stored decision from its inputs and show the arithmetic')
    .argument('<portfolio>', 'which portfolio')
    .argument('[sequence]', 'which of its decisions; the last one where absent', wholeNumber)
    .action(async (portfolio: string, sequence: number | undefined, options: CommonOptions) => {
      const settings = config()
      const log = startLog(settings)
      const database = await openDatabase(settings, log)
      try {
        const onError = (error: Error): void => log.warn({ event: 'ledger.disconnected', error })
        const ledger = await openLedger({ ...database.connection }, onError, { sessions: 1 })
        try {
          const record = await recordOf(ledger, portfolio, sequence)
          const explanation = explainDecision(record, (await openHighs()).solve)
          print(options, explanation, () => explanationText(explanation))
          if (!explanation.reproduces)
            throw new Fault(
              'bad-input',
              `decision ${record.sequence} of ${portfolio} does not come out again: this program or the stored record is not what made it`,
            )
        } finally {
          await ledger.end()
        }
      } finally {
        await database.close()
      }
    })
