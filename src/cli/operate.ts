import { Argument, type Command } from 'commander'
import { Fault } from '../core/error'
import type { PortfolioMode, PortfolioState } from '../core/portfolio/portfolio'
import type { KillSwitch } from '../ports/ledger'
import { command, print, type CommonOptions } from './command'
import { withLedger, type LedgerRoom } from './with-ledger'

const reasonForAll = 'why, for the audit log and the refusals'

/**
 * Turns the kill switch of all portfolios, after writing who does it and why into the audit log. Returns the switch
 * after.
 */
const turnKillSwitch = async (
  { ledger, clock, actor }: LedgerRoom,
  engaged: boolean,
  reason: string,
): Promise<KillSwitch> => {
  const at = clock.now()
  const action = `kill-switch.${engaged ? 'on' : 'off'}`
  await ledger.audit({ at, actor, action, portfolio: undefined, details: { reason } })
  await ledger.setKillSwitch(engaged, reason, actor, at)
  return ledger.killSwitch()
}

/** `kill`: stops all trading of all portfolios, or lets it go on. */
export const killCommand = (): Command =>
  command('kill', 'stop all trading at once (on), or let it go on (off); survives restarts')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .requiredOption('--reason <text>', reasonForAll)
    .action(async (state: string, options: CommonOptions & { readonly reason: string }) => {
      const { reason } = options
      const after = await withLedger((room) => turnKillSwitch(room, state === 'on', reason))
      print(options, after, () =>
        after.engaged
          ? `the kill switch is on: no order of any portfolio goes out (${after.reason ?? reason})`
          : 'the kill switch is off: portfolios trade as their modes let them',
      )
    })

const modes: Readonly<Record<string, PortfolioMode>> = { halt: 'halted', reduce: 'reducing', resume: 'active' }

type PortfolioRequest = {
  readonly action: string
  readonly id: string | undefined
  readonly reason: string | undefined
}

/**
 * The portfolios, or the one whose mode was changed, after writing who does it and why into the audit log. Throws
 * 'usage' for a portfolio that was never opened, before anything is written.
 */
const actOnPortfolio = async (
  { ledger, clock, actor }: LedgerRoom,
  { action, id, reason }: PortfolioRequest,
): Promise<readonly PortfolioState[]> => {
  if (action === 'list') return ledger.portfolios()
  if (id === undefined || reason === undefined)
    throw new Fault('usage', `portfolio ${action} takes the id of a portfolio and --reason <text>`)
  const mode = modes[action]
  await ledger.portfolio(id)
  await ledger.audit({ at: clock.now(), actor, action: `portfolio.${mode}`, portfolio: id, details: { reason } })
  await ledger.setMode(id, mode, reason)
  return [(await ledger.portfolio(id)).state]
}

const portfolioLine = ({ id, mode, modeReason, sequence }: PortfolioState): string =>
  `${id.padEnd(32)} ${mode.padEnd(9)} ${sequence} decisions${modeReason === undefined ? '' : `  ${modeReason}`}`

/** `portfolio`: lists the portfolios with their modes, or changes the mode of one. */
export const portfolioCommand = (): Command =>
  command('portfolio', 'list the portfolios, or halt, reduce or resume one; survives restarts')
    .addArgument(new Argument('<action>', 'what to do').choices(['list', ...Object.keys(modes)]))
    .argument('[id]', 'of the portfolio')
    .option('--reason <text>', reasonForAll)
    .action(async (action: string, id: string | undefined, options: CommonOptions & { readonly reason?: string }) => {
      const states = await withLedger((room) => actOnPortfolio(room, { action, id, reason: options.reason }))
      print(options, states, () =>
        states.length === 0 ? 'no portfolio was opened yet' : states.map(portfolioLine).join('\n'),
      )
    })
