import { openEmbedded } from '../../../src/adapters/database/embedded'

/** Opens the database of the state folder given as the last argument, says so, and waits to be killed. */
const run = async (): Promise<void> => {
  await openEmbedded({ home: process.argv.at(-1) ?? '', onError: () => undefined, lookEvery: 0.1 })
  process.stdout.write('open')
}

void run()
