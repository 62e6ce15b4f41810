import { Argument, type Command } from 'commander'
import { turnKillSwitch } from './operate'
import { command, print, type CommonOptions } from './command'
import { withLedger } from './with-ledger'

type Options = CommonOptions & { readonly reason: string }

/** `kill`: stops all trading of all portfolios, or lets it go on. */
export const killCommand = (): Command =>
  command('kill', 'stop all trading at once (on), or let it go on (off); survives restarts')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .requiredOption('--reason <text>', 'why, for the audit log and whoever reads the refusals')
    .action(async (state: string, options: Options) => {
      const { reason } = options
      const after = await withLedger(({ ledger, clock, actor }) =>
        turnKillSwitch(ledger, clock, { engaged: state === 'on', reason, actor }),
      )
      print(options, after, () =>
        after.engaged
          ? `the kill switch is on: no order of any portfolio goes out (${after.reason ?? reason})`
          : 'the kill switch is off: portfolios trade as their modes let them',
      )
    })
