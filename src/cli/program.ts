import { Command, CommanderError } from 'commander'
import { Fault } from '../core/error'
import { version } from '../core/version'
import { systemErrorText } from './system-error'

/** Every command by name, in the order of the help; each is loaded where it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.js')).demoCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  record: async () => (await import('./record.js')).recordCommand(),
  simulate: async () => (await import('./simulate.js')).simulateCommand(),
  train: async () => (await import('./train.js')).trainCommand(),
  'train-band': async () => (await import('./train-band.js')).trainBandCommand(),
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand(),
  'calibrate-costs': async () => (await import('./calibrate-costs.js')).calibrateCostsCommand(),
  'measure-market': async () => (await import('./measure-market.js')).measureMarketCommand(),
  backtest: async () => (await import('./backtest.js')).backtestCommand(),
  greeks: async () => (await import('./greeks.js')).greeksCommand(),
  surface: async () => (await import('./surface.js')).surfaceCommand(),
  reproduce: async () => (await import('./reproduce.js')).reproduceCommand(),
  start: async () => (await import('./start.js')).startCommand(),
  serve: async () => (await import('./start.js')).serveCommand(),
  worker: async () => (await import('./start.js')).workerCommand(),
  retrain: async () => (await import('./retrain.js')).retrainCommand(),
  schedule: async () => (await import('./schedule.js')).scheduleCommand(),
  config: async () => (await import('./config.js')).configCommand(),
  kill: async () => (await import('./operate.js')).killCommand(),
  models: async () => (await import('./models.js')).modelsCommand(),
  portfolio: async () => (await import('./operate.js')).portfolioCommand(),
  adjust: async () => (await import('./adjust.js')).adjustCommand(),
  explain: async () => (await import('./explain.js')).explainCommand(),
  replay: async () => (await import('./replay.js')).replayCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
}

/** @internal */
export const commandNames: readonly string[] = Object.keys(commands)

/** A message of wrong use is one line, its suggestion included. */
const oneLine = {
  outputError: (text: string, write: (text: string) => void): void =>
    write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
}

/**
 * The command line, assembled with some commands.
 *
 * @internal
 */
export const program = async (names: readonly string[] = commandNames): Promise<Command> => {
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
  const made = await Promise.all(names.map((name) => commands[name]()))
  for (const command of made) root.addCommand(command.exitOverride().configureOutput(oneLine))
  return root
}

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Fault) {
    process.stderr.write(`bandshift: ${error.message}\n`)
    return error.code === 'usage' ? 2 : 1
  }
  const sentence = systemErrorText(error)
  if (sentence !== undefined) {
    process.stderr.write(`bandshift: ${sentence}\n`)
    return 1
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
    const [first] = argv
    const isNamed = first !== undefined && Object.hasOwn(commands, first)
    const root = await program(isNamed ? [first] : first === '--version' ? [] : commandNames)
    await root.parseAsync(argv, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return exitCodeOf(error)
  }
}
