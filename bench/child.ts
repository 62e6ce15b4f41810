import { parseArgs } from 'node:util'
import { benches } from './catalogue'
import { peakRssMiB } from './measurement'

/**
 * Runs the bench, or the part of it, that the arguments name and sends what it measured to the parent: a process of its
 * own has a peak memory of its own.
 */
const runHere = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' } } })
  const [name, part] = positionals
  const bench = await benches[name]()
  const measurements = await bench.run({ ...values, part })
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('this program is started by the bench command')
  send({ measurements, peakRssMiB: peakRssMiB() }, () => process.disconnect())
}

runHere().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
