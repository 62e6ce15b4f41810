import { Command } from 'commander'
import { adjustCommand } from '../../src/app/cli/adjust'
import { configCommand } from '../../src/app/cli/config'
import { doctorCommand } from '../../src/app/cli/doctor'
import { explainCommand } from '../../src/app/cli/explain'
import { greeksCommand } from '../../src/app/cli/greeks'
import { importCommand } from '../../src/app/cli/import'
import { killCommand } from '../../src/app/cli/kill'
import { modelsCommand } from '../../src/app/cli/models'
import { portfolioCommand } from '../../src/app/cli/portfolio'
import { recordCommand } from '../../src/app/cli/record'
import { replayCommand } from '../../src/app/cli/replay'
import { retrainCommand } from '../../src/app/cli/retrain'
import { scheduleCommand } from '../../src/app/cli/schedule'
import { serveCommand, startCommand } from '../../src/app/cli/start'
import { verifyCommand } from '../../src/app/cli/verify'
import { workerCommand } from '../../src/app/cli/worker'
import { version } from '../../src/core/version'
import { backtestCommand } from './backtest'
import { calibrateCostsCommand } from './calibrate-costs'
import { demoCommand } from './demo'
import { evaluateCommand } from './evaluate'
import { reproduceCommand } from './reproduce'
import { simulateCommand } from './simulate'
import { trainCommand } from './train'
import { trainBandCommand } from './train-band'

const commands = [
  demoCommand,
  importCommand,
  recordCommand,
  simulateCommand,
  trainCommand,
  trainBandCommand,
  evaluateCommand,
  calibrateCostsCommand,
  backtestCommand,
  greeksCommand,
  reproduceCommand,
  startCommand,
  serveCommand,
  workerCommand,
  retrainCommand,
  scheduleCommand,
  configCommand,
  killCommand,
  modelsCommand,
  portfolioCommand,
  adjustCommand,
  explainCommand,
  replayCommand,
  verifyCommand,
  doctorCommand,
]

/** A fault is one line: a suggestion stands behind it, not below. */
const oneLine = {
  outputError: (text: string, write: (text: string) => void): void =>
    write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
}

/** The command line, assembled: what the service needs from src/app, what needs the future from training. */
export const program = (): Command => {
  const root = new Command('bandshift')
    .description('Hedges option books with a no-transaction band and an interval that adapt to the market regime.')
    .version(version)
    .exitOverride()
    .configureOutput(oneLine)
    .allowExcessArguments()
    .allowUnknownOption()
    .action(() => {
      const [first] = root.args
      const found =
        first === undefined ? 'no command' : `unknown ${first.startsWith('-') ? 'option' : 'command'} '${first}'`
      root.error(`error: ${found}; 'bandshift --help' lists the commands`)
    })
  for (const make of commands) root.addCommand(make().exitOverride().configureOutput(oneLine))
  return root
}
