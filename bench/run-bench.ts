import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BenchOptions, Measurement } from './measurement'

export type BenchOutcome = {
  readonly name: string
  readonly measurements: readonly Measurement[]
  /** Of the whole child process, MiB. */
  readonly peakRssMiB: number
  readonly seconds: number
}

/** Runs a bench in a process of its own; undefined where it failed, with the reason already on standard error. */
export const runBench = async (name: string, { short }: BenchOptions): Promise<BenchOutcome | undefined> => {
  const started = performance.now()
  // Results go over a channel: what a bench prints is for the person who watches.
  const child = fork(join(__dirname, 'child.js'), [name, ...(short ? ['--short'] : [])], {
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  let answer: Pick<BenchOutcome, 'measurements' | 'peakRssMiB'> | undefined
  child.on('message', (message) => {
    answer = message as Pick<BenchOutcome, 'measurements' | 'peakRssMiB'>
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0 || answer === undefined) return undefined
  return { name, ...answer, seconds: (performance.now() - started) / 1000 }
}
