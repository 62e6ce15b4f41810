import { Argument, type Command } from 'commander'
import { Fault } from '../core/error'
import type { PortfolioMode, PortfolioState } from '../core/portfolio/portfolio'
import { changeMode } from './operate'
import { command, print, type CommonOptions } from './command'
import { withLedger, type LedgerRoom } from './with-ledger'

type Options = CommonOptions & { readonly reason?: string }

const modes: Readonly<Record<string, PortfolioMode>> = { halt: 'halted', reduce: 'reducing', resume: 'active' }

const line = ({ id, mode, modeReason, sequence }: PortfolioState): string =>
  `${id.padEnd(32)} ${mode.padEnd(9)} ${sequence} decisions${modeReason === undefined ? '' : `  ${modeReason}`}`

const act = async (
  { ledger, clock, actor }: LedgerRoom,
  action: string,
  id: string | undefined,
  reason: string | undefined,
): Promise<readonly PortfolioState[]> => {
  if (action === 'list') return ledger.portfolios()
  if (id === undefined || reason === undefined)
    throw new Fault('usage', `portfolio ${action} takes the id of a portfolio and --reason <text>`)
  await changeMode(ledger, clock, id, { mode: modes[action], reason, actor })
  return [(await ledger.portfolio(id)).state]
}

/** `portfolio`: lists the portfolios with their modes, or changes the mode of one. */
export const portfolioCommand = (): Command =>
  command('portfolio', 'list the portfolios, or halt, reduce or resume one; survives restarts')
    .addArgument(new Argument('<action>', 'what to do').choices(['list', ...Object.keys(modes)]))
    .argument('[id]', 'of the portfolio')
    .option('--reason <text>', 'why, for the audit log and whoever reads the refusals')
    .action(async (action: string, id: string | undefined, options: Options) => {
      const states = await withLedger((room) => act(room, action, id, options.reason))
      print(options, states, () => (states.length === 0 ? 'no portfolio was opened yet' : states.map(line).join('\n')))
    })
