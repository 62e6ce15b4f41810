import { spawnSync } from 'node:child_process'
import { Fault, type FaultCode } from '../../core/error'

/** Whether a command of that name can be started on this machine. */
export const starts = (command: string, ...args: readonly string[]): boolean => {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' })
  return error === undefined && status === 0
}

type ToolOptions = {
  readonly cwd?: string
  /** Code of the fault when the command fails; 'unavailable' unless given. */
  readonly failure?: FaultCode
}

/**
 * Runs a command to its end. @throws Fault with the end of what it wrote to standard error where it fails,
 * 'unavailable' where it does not start.
 */
export const runTool = (
  what: string,
  command: string,
  args: readonly string[],
  { cwd, failure = 'unavailable' }: ToolOptions = {},
): void => {
  const { error, status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 64 << 20,
    ...(cwd !== undefined && { cwd }),
  })
  if (error) throw new Fault('unavailable', `${what}: ${command} does not start: ${error.message}`)
  if (status === 0) return
  const lastLines = stderr.trim().split('\n').slice(-4).join(' ').replaceAll(/\s+/g, ' ').slice(-600)
  throw new Fault(failure, `${what}: ${command} failed: ${lastLines}`)
}
