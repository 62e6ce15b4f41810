import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Bench, Measurement } from './measurement'
import type { Trained, Trainer } from './training-task'

/** A training in a process of its own. */
const trained = async (trainer: Trainer, rows: number): Promise<Trained> => {
  const child = fork(join(__dirname, 'training-task.js'), [trainer, String(rows)])
  let answer: Trained | undefined
  child.on('message', (message) => {
    answer = message as Trained
  })
  await once(child, 'close')
  if (answer === undefined) throw new Error(`the training by ${trainer} died`)
  return answer
}

const floor: Trainer = 'by hand'
const backends: readonly Trainer[] = ['wasm', 'tensorflow', 'cpu']

const rowsOf = (
  name: string,
  { seconds, cpuSeconds, peakRssMiB }: Exclude<Trained, { absent: string }>,
): Measurement[] => [
  { case: name, value: seconds, unit: 's/epoch', peakRssMiB },
  { case: `${name}, CPU time`, value: cpuSeconds, unit: 's/epoch', peakRssMiB },
]

/**
 * Seconds an epoch of one network (48-64-32, three horizons with quantiles, batch 512) on every backend that is there,
 * alone and two at a time, beside plain loops.
 */
export const bench: Bench = {
  name: 'train-backends',
  async run({ short = false } = {}) {
    const rows = short ? 10_000 : 50_000
    const hand = await trained(floor, rows)
    if ('absent' in hand) throw new Error(hand.absent)
    const size = `${rows.toLocaleString('en-US')} × 48`
    const measured: Measurement[] = [...rowsOf(`plain loops, ${size}`, hand)]
    for (const backend of backends) {
      const alone = await trained(backend, rows)
      if ('absent' in alone) {
        process.stderr.write(`train-backends: ${alone.absent}\n`)
        continue
      }
      if (!(Math.abs(alone.loss - hand.loss) < 0.01))
        throw new Error(`${backend} ends at a loss of ${alone.loss}, plain loops at ${hand.loss}`)
      measured.push(...rowsOf(`${backend}, ${size}`, alone))
      if (backend === 'cpu') continue
      const pair = await Promise.all([trained(backend, rows), trained(backend, rows)])
      const both = pair.flatMap((one) => ('absent' in one ? [] : [one]))
      measured.push({
        case: `${backend}, ${size}, two processes at a time`,
        value: Math.max(...both.map(({ seconds }) => seconds)) / 2,
        unit: 's/epoch',
        peakRssMiB: Math.max(...both.map(({ peakRssMiB }) => peakRssMiB)),
      })
    }
    return measured
  },
}
