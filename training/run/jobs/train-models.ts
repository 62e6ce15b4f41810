import { availableParallelism } from 'node:os'
import { train } from '../train'

// Runs in a process of its own; without the one that started it nobody waits for the result.
process.once('disconnect', () => process.exit(1))

const tell = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })

/**
 * Trains on the recording named first into the registry named second, with the seed named third, and tells of its
 * progress.
 */
const main = async ([data, out, seed]: readonly string[]): Promise<void> => {
  try {
    const show = (stage: string, done: number, total: number): void => void tell({ stage, done, total })
    await train({ data, out, seed: Number(seed) }, show, Math.min(2, availableParallelism()))
  } catch (error) {
    await tell({ failure: error instanceof Error ? error.message : String(error) })
    process.exitCode = 1
  }
  process.removeAllListeners('disconnect')
  process.disconnect()
}

void main(process.argv.slice(2))
