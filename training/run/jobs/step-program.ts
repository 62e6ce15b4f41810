import { runStep } from '../flow'
import { reopenRun } from '../run-folder'

// Runs in a child process, and ends with the process that started it.
process.once('disconnect', () => process.exit(1))

const send = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })

/** Does a step of the run in a folder and sends its progress to the parent process. Arguments: folder, step. */
const main = async ([folder, step]: readonly string[]): Promise<void> => {
  try {
    await runStep(await reopenRun(folder), step, (stage, done, total) => void send({ stage, done, total }))
  } catch (error) {
    await send({ failure: error instanceof Error ? error.message : String(error), code: codeOf(error) })
    process.exitCode = 1
  }
  process.removeAllListeners('disconnect')
  process.disconnect()
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

void main(process.argv.slice(2))
