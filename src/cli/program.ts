import { Command } from 'commander'
import { adjustCommand } from './adjust'
import { configCommand } from './config'
import { doctorCommand } from './doctor'
import { explainCommand } from './explain'
import { greeksCommand } from './greeks'
import { importCommand } from './import'
import { killCommand } from './kill'
import { modelsCommand } from './models'
import { portfolioCommand } from './portfolio'
import { recordCommand } from './record'
import { replayCommand } from './replay'
import { retrainCommand } from './retrain'
import { scheduleCommand } from './schedule'
import { serveCommand, startCommand } from './start'
import { verifyCommand } from './verify'
import { workerCommand } from './worker'
import { version } from '../core/version'
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
