import { spawnSync } from 'node:child_process'
import { Fault } from '../../core/error'

/** Whether a command of that name starts here. */
export const starts = (command: string, ...args: readonly string[]): boolean => {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' })
  return error === undefined && status === 0
}

/**
 * What the command wrote to standard output. @throws Fault 'unavailable' with the end of what it wrote to standard error where it
 * does not start or fails.
 */
export const runTool = (what: string, command: string, args: readonly string[], cwd?: string): string => {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...(cwd !== undefined && { cwd }),
  })
  if (error) throw new Fault('unavailable', `${what}: ${command} does not start: ${error.message}`)
  if (status === 0) return stdout
  const told = stderr.trim().split('\n').slice(-4).join(' ').replaceAll(/\s+/g, ' ').slice(-600)
  throw new Fault('unavailable', `${what}: ${command} failed: ${told}`)
}
