import { spawn } from 'node:child_process'
import { Fault } from '../../core/error'

/** The system account a program runs as; undefined is the account of this process. */
export type Account = { readonly uid: number; readonly gid: number }

export type Outcome = { readonly exitCode: number; readonly output: string }

/**
 * Runs a program to its end and returns its exit code and what it wrote, both streams together.
 * Runs in the root folder, because another account may not be allowed into the current one.
 * A program that cannot be started at all is a fault.
 */
export const runProgram = (file: string, args: readonly string[], account?: Account): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let output = ''
    const append = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
    child.stdout.on('data', append)
    child.stderr.on('data', append)
    child.on('error', (cause) => {
      reject(new Fault('unavailable', `cannot start ${file}: ${cause.message}`, { cause }))
    })
    child.on('close', (code) => resolve({ exitCode: code ?? -1, output: output.trim() }))
  })
