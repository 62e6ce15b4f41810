import { Command } from 'commander'
import { version } from '../../src/core/version'

/** The command line, assembled: what the service needs from src/app, what needs the future from training. */
export const program = async (): Promise<Command> => {
  const commands = await Promise.all([
    import('../../src/app/cli/import').then((m) => m.importCommand()),
    import('./simulate').then((m) => m.simulateCommand()),
    import('./train').then((m) => m.trainCommand()),
    import('./evaluate').then((m) => m.evaluateCommand()),
    import('./demo').then((m) => m.demoCommand()),
    import('./reproduce').then((m) => m.reproduceCommand()),
    import('../../src/app/cli/greeks').then((m) => m.greeksCommand()),
    import('../../src/app/cli/retrain').then((m) => m.retrainCommand()),
    import('../../src/app/cli/schedule').then((m) => m.scheduleCommand()),
    import('../../src/app/cli/worker').then((m) => m.workerCommand()),
    import('../../src/app/cli/doctor').then((m) => m.doctorCommand()),
  ])
  const root = new Command('bandshift')
    .description('Hedges option books with a no-transaction band and an interval that adapt to the market regime.')
    .version(version)
    .exitOverride()
    .action(() => root.error("error: name a command; 'bandshift --help' lists them"))
  for (const command of commands) root.addCommand(command.exitOverride())
  return root
}
