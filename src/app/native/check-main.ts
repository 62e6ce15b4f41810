import { errorLine } from '../../../models/error-line'
import { checkBackend } from './check-backend'

/**
 * The process that checks native TensorFlow: exit code 0 and a line with the figures of the check, or 1 and the reason.
 */
const main = async (): Promise<void> => {
  try {
    const { library, error, loss } = await checkBackend()
    const shown = `a product off by ${error.toExponential(1)}, loss ${loss.before.toFixed(3)} → ${loss.after.toFixed(3)}`
    process.stdout.write(`native TensorFlow ${library} works: ${shown}\n`)
  } catch (error) {
    process.stderr.write(`native: ${errorLine(error)}\n`)
    process.exitCode = 1
  }
}

void main()
