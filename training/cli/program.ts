import { Command } from 'commander'
import { doctorCommand } from '../../src/app/cli/doctor'
import { greeksCommand } from '../../src/app/cli/greeks'
import { importCommand } from '../../src/app/cli/import'
import { retrainCommand } from '../../src/app/cli/retrain'
import { scheduleCommand } from '../../src/app/cli/schedule'
import { workerCommand } from '../../src/app/cli/worker'
import { version } from '../../src/core/version'
import { demoCommand } from './demo'
import { evaluateCommand } from './evaluate'
import { reproduceCommand } from './reproduce'
import { simulateCommand } from './simulate'
import { trainCommand } from './train'

const commands = [
  demoCommand,
  importCommand,
  simulateCommand,
  trainCommand,
  evaluateCommand,
  greeksCommand,
  reproduceCommand,
  retrainCommand,
  scheduleCommand,
  workerCommand,
  doctorCommand,
]

/** The command line, assembled: what the service needs from src/app, what needs the future from training. */
export const program = (): Command => {
  const root = new Command('bandshift')
    .description('Hedges option books with a no-transaction band and an interval that adapt to the market regime.')
    .version(version)
    .exitOverride()
    .action(() => root.error("error: name a command; 'bandshift --help' lists them"))
  for (const make of commands) root.addCommand(make().exitOverride())
  return root
}
