import { CommanderError } from 'commander'
import { Fault } from '../core/error'
import { program } from './program'

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
