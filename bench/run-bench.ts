import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { benches } from './catalogue'
import type { BenchOptions, Measurement } from './measurement'

export type BenchOutcome = {
  readonly name: string
  readonly measurements: readonly Measurement[]
  /** Of the whole child process, MiB. */
  readonly peakRssMiB: number
  readonly seconds: number
}

type Answer = Pick<BenchOutcome, 'measurements' | 'peakRssMiB'>

const runPart = async (args: readonly string[]): Promise<Answer | undefined> => {
  // Results go over a channel; the output of a bench is only for display.
  const child = fork(join(__dirname, 'child.js'), args, { stdio: ['ignore', 2, 2, 'ipc'] })
  let answer: Answer | undefined
  child.on('message', (message) => {
    answer = message as Answer
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0 ? answer : undefined
}

/**
 * Runs a bench, each part in a process of its own; undefined where one failed, with the reason already on standard
 * error.
 */
export const runBench = async (name: string, { short }: BenchOptions): Promise<BenchOutcome | undefined> => {
  const started = performance.now()
  const { parts } = await benches[name]()
  const answers: Answer[] = []
  for (const part of parts?.map((one) => [one]) ?? [[]]) {
    const answer = await runPart([name, ...part, ...(short ? ['--short'] : [])])
    if (answer === undefined) return undefined
    answers.push(answer)
  }
  return {
    name,
    measurements: answers.flatMap(({ measurements }) => measurements),
    peakRssMiB: Math.max(...answers.map((answer) => answer.peakRssMiB)),
    seconds: (performance.now() - started) / 1000,
  }
}
