import { availableParallelism } from 'node:os'
import { train } from '../train'

// Runs in a child process, and ends with the process that started it.
process.once('disconnect', () => process.exit(1))

const send = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })

/** Trains and sends its progress to the parent process. Arguments: recording, registry, seed. */
const main = async ([data, out, seed]: readonly string[]): Promise<void> => {
  try {
    const show = (stage: string, done: number, total: number): void => void send({ stage, done, total })
    await train({ data, out, seed: Number(seed) }, show, Math.min(2, availableParallelism()))
  } catch (error) {
    await send({ failure: error instanceof Error ? error.message : String(error) })
    process.exitCode = 1
  }
  process.removeAllListeners('disconnect')
  process.disconnect()
}

void main(process.argv.slice(2))
