import { benches } from './catalogue'
import { peakRssMiB } from './measurement'

/** Runs the bench named in the first argument and sends what it measured to the parent: a process of its own has a peak memory of its own. */
const runHere = async (): Promise<void> => {
  const [name, size] = process.argv.slice(2)
  const bench = await benches[name]()
  const measurements = await bench.run({ short: size === '--short' })
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('this program is started by the bench command')
  send({ measurements, peakRssMiB: peakRssMiB() }, () => process.disconnect())
}

runHere().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
