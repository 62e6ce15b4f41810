import { reopenRun } from '../run-folder'
import { runStep } from '../flow'

// A step in a process of its own; without the one that started it nobody waits for what it makes.
process.once('disconnect', () => process.exit(1))

const tell = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })

/** Does the step named second of the run in the folder named first, and tells of its progress. */
const main = async ([folder, step]: readonly string[]): Promise<void> => {
  try {
    await runStep(await reopenRun(folder), step, (stage, done, total) => void tell({ stage, done, total }))
  } catch (error) {
    await tell({ failure: error instanceof Error ? error.message : String(error), code: codeOf(error) })
    process.exitCode = 1
  }
  process.removeAllListeners('disconnect')
  process.disconnect()
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

void main(process.argv.slice(2))
