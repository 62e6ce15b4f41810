import { Command, CommanderError } from 'commander'
import { Fault } from '../core/error'
import { version } from '../core/version'
import { backtestCommand } from './backtest'
import { calibrateCostsCommand } from './calibrate-costs'
import { configCommand } from './config'
import { demoCommand } from './demo'
import { doctorCommand } from './doctor'
import { evaluateCommand } from './evaluate'
import { explainCommand } from './explain'
import { greeksCommand } from './greeks'
import { importCommand } from './import'
import { measureMarketCommand } from './measure-market'
import { modelsCommand } from './models'
import { adjustCommand, killCommand, portfolioCommand } from './operate'
import { recordCommand } from './record'
import { replayCommand } from './replay'
import { reproduceCommand } from './reproduce'
import { retrainCommand } from './retrain'
import { scheduleCommand } from './schedule'
import { simulateCommand } from './simulate'
import { serveCommand, startCommand, workerCommand } from './start'
import { trainCommand } from './train'
import { trainBandCommand } from './train-band'
import { verifyCommand } from './verify'

const commands = [
  demoCommand,
  importCommand,
  recordCommand,
  simulateCommand,
  trainCommand,
  trainBandCommand,
  evaluateCommand,
  calibrateCostsCommand,
  measureMarketCommand,
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

/** A message of wrong use is one line, its suggestion included. */
const oneLine = {
  outputError: (text: string, write: (text: string) => void): void =>
    write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
}

/**
 * The command line, assembled.
 *
 * @internal
 */
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

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Fault) {
    process.stderr.write(`bandshift: ${error.message}\n`)
    return error.code === 'usage' ? 2 : 1
  }
  process.stderr.write(`bandshift: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

/**
 * Runs a command line (without node and script) and returns its exit code, 0: done; 1: the work failed; 2: wrong use. A
 * fault is one line on standard error.
 */
export const runCli = async (argv: readonly string[]): Promise<number> => {
  try {
    await program().parseAsync(argv, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return exitCodeOf(error)
  }
}
