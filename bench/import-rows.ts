import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../src/adapters/recordings'
import { importRecording } from '../src/cli/import'
import { peakRssMiB, type Bench } from './measurement'

const writeQuotes = async (path: string, rows: number): Promise<void> => {
  const stream = createWriteStream(path)
  stream.write('exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n')
  for (let i = 0; i < rows; i++) {
    const time = 1_700_000_000_000_000 + i * 8000
    const bid = 100 + ((i >> 6) % 50) / 100
    const line = `venue,X,${time},${time + 500},${100 + (i % 37)},${(bid + 0.01).toFixed(2)},${bid.toFixed(2)},${100 + (i % 41)}\n`
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

/** How many rows of tardis quotes a second are imported into Parquet, and read back as event blocks. */
export const bench: Bench = {
  name: 'import-rows',
  run: async ({ short = false } = {}) => {
    const rows = short ? 50_000 : 1_000_000
    const folder = await mkdtemp(join(tmpdir(), 'bandshift-bench-'))
    try {
      const [file, out] = [join(folder, 'quotes.csv'), join(folder, 'recording')]
      await writeQuotes(file, rows)
      const started = performance.now()
      const { total } = await importRecording({ format: 'tardis', inputs: [file], out })
      const imported = performance.now()
      if (total.accepted !== rows) throw new Error(`imported ${total.accepted} of ${rows} rows`)
      const afterImport = peakRssMiB()
      const reader = await openRecording(out)
      let read = 0
      for await (const { length } of reader.events({ venue: 'venue', symbol: 'X' })) read += length
      const ended = performance.now()
      await reader.close()
      if (read !== rows) throw new Error(`read ${read} of ${rows} rows`)
      const rate = (milliseconds: number): number => (rows / milliseconds) * 1000
      return [
        { case: 'tardis quotes to Parquet', value: rate(imported - started), unit: 'rows/s', peakRssMiB: afterImport },
        { case: 'Parquet to event blocks', value: rate(ended - imported), unit: 'rows/s', peakRssMiB: peakRssMiB() },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
