import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promoteSet } from '../../../models/store/promote'

/**
 * Promotes policies one after the other, repeatedly where that is set, once a file named `go` exists beside the
 * registry. Sends each that it promoted.
 */
const main = async ([registry, by, times, ...policies]: readonly string[]): Promise<void> => {
  process.stdout.write('ready\n')
  while (!(await readdir(join(registry, '..'))).includes('go')) await new Promise(setImmediate)
  for (let i = 0; i < Number(times); i++) {
    const { ordinal } = await promoteSet(registry, policies[i % policies.length], { by, reason: `time ${i}` })
    process.stdout.write(`${ordinal}\n`)
  }
}

void main(process.argv.slice(3))
