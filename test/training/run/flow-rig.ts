import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { QueueStore } from '../../../src/adapters/queue/backend'

/** A process of the compiled program that takes retraining and report jobs and sends the id of each that it begins. */
export type WorkingProcess = {
  readonly child: ChildProcess
  /** Resolves with the id of the first step begun that the pattern matches. */
  readonly begins: (pattern: RegExp) => Promise<string>
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>
}

const started = new Set<ChildProcess>()

/** Kills the processes that still run: a failed test ends none of its own. */
export const killWorkingProcesses = async (): Promise<void> => {
  const left = [...started]
  await Promise.all(left.map((child) => Promise.all([once(child, 'exit'), child.kill('SIGKILL')])))
}

export const startWorkingProcess = async (program: string, store: QueueStore): Promise<WorkingProcess> => {
  const child = fork(join(__dirname, 'worker-child.cjs'), [program, JSON.stringify(store)])
  started.add(child)
  child.once('exit', () => started.delete(child))
  const begun: string[] = []
  const waiting: { readonly pattern: RegExp; readonly resolve: (id: string) => void }[] = []
  const ready = once(child, 'message')
  child.on('message', (id: string) => {
    begun.push(id)
    for (const { pattern, resolve } of waiting) if (pattern.test(id)) resolve(id)
  })
  await ready
  return {
    child,
    begins: (pattern) =>
      new Promise((resolve) => {
        const before = begun.find((id) => pattern.test(id))
        if (before === undefined) waiting.push({ pattern, resolve })
        else resolve(before)
      }),
    end: async (signal) => {
      const closed = once(child, 'exit')
      child.kill(signal)
      await closed
    },
  }
}
