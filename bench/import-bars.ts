import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { openRecording } from '../src/adapters/recordings'
import { importRecording } from '../src/cli/import'
import { startRng } from '../src/core/rng'
import { peakRssMiB, type Bench } from './measurement'

/**
 * Minutes of a random walk in cents, as an exchange publishes them, line by line, so that the generator does not fill
 * the memory.
 */
const minutes = function* (rows: number): Generator<string> {
  const rng = startRng(3)
  let cents = 1_000_000
  yield 'ts_ms,open,high,low,close,volume\n'
  for (let i = 0; i < rows; i++) {
    const open = cents
    cents = Math.max(1000, cents + rng.integer(401) - 200)
    const [high, low] = [Math.max(open, cents) + rng.integer(50), Math.min(open, cents) - rng.integer(50)]
    const prices = [open, high, low, cents].map((price) => price / 100).join(',')
    yield `${1_500_000_000_000 + i * 60_000},${prices},${(100 * rng.uniform()).toFixed(8)}\n`
  }
}

/** How many one-minute bars of a gzip CSV a second are imported into Parquet, and read back. */
export const bench: Bench = {
  name: 'import-bars',
  run: async ({ short = false } = {}) => {
    const rows = short ? 50_000 : 1_000_000
    const folder = await mkdtemp(join(tmpdir(), 'bandshift-bench-'))
    try {
      const [file, out] = [join(folder, 'x_1m.csv.gz'), join(folder, 'recording')]
      await pipeline(minutes(rows), createGzip({ level: 1 }), createWriteStream(file))
      const started = performance.now()
      const { total } = await importRecording({ format: 'ohlcv', inputs: [file], out })
      const imported = performance.now()
      if (total.accepted !== rows) throw new Error(`imported ${total.accepted} of ${rows} rows`)
      const afterImport = peakRssMiB()
      const reader = await openRecording(out)
      let read = 0
      for await (const bars of reader.bars({ venue: 'file', symbol: 'x' })) read += bars.length
      const ended = performance.now()
      await reader.close()
      if (read !== rows) throw new Error(`read ${read} of ${rows} rows`)
      const rate = (milliseconds: number): number => (rows / milliseconds) * 1000
      return [
        { case: 'minutes to Parquet', value: rate(imported - started), unit: 'rows/s', peakRssMiB: afterImport },
        { case: 'Parquet to bars', value: rate(ended - imported), unit: 'rows/s', peakRssMiB: peakRssMiB() },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
