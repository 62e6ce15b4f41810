import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { projectFolder } from '../src/app/project-folder'
import { importRecording, type ImportSummary } from '../src/cli/import'
import { peakRssMiB, type Bench } from './measurement'

const realFile = 'ticks-us-equity-2013/us-equity_quotes_2013-10-07_AIG.csv.gz'

/** Quotes as an exchange publishes them, a repetition now and then. */
const writeQuotes = async (path: string, rows: number): Promise<void> => {
  const stream = createGzip({ level: 1 })
  const written = finished(stream.pipe(createWriteStream(path)))
  stream.write('exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n')
  for (let i = 0; i < rows; i++) {
    const at = i % 37 === 36 ? i - 1 : i
    const time = 1_700_000_000_000_000 + at * 8000
    const bid = 100 + ((at >> 6) % 50) / 100
    const line = `venue,X,${time},${time + 500},${100 + (at % 31)},${(bid + 0.01).toFixed(2)},${bid.toFixed(2)},${100 + (at % 41)}\n`
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await written
}

/** What DuckDB does by itself: no screen, no partitions; it sorts. */
const peerSql = (file: string, out: string): string =>
  `COPY (SELECT * FROM read_csv('${file}') ORDER BY timestamp) TO '${out}' (FORMAT parquet, COMPRESSION zstd)`

const openDuckDb = async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  return { instance, connection: await instance.connect() }
}

/** The same in a program of its own. */
const peerProgram = (sql: string): string =>
  `const { DuckDBInstance } = require('@duckdb/node-api')
   DuckDBInstance.create(':memory:', { threads: '1' }).then((db) => db.connect()).then((c) => c.run(${JSON.stringify(sql)}))`

type Spent = { readonly seconds: number; readonly cpu: number }

/** Seconds on the clock and of all threads of this process. */
const spentOn = async (work: () => unknown): Promise<Spent> => {
  const [started, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]

/** Every row is accounted for, and what was recorded are rows of DuckDB's file, each no more often than there. */
const check = async (recording: string, peer: string, { total }: ImportSummary): Promise<void> => {
  const { instance, connection } = await openDuckDb()
  const count = async (sql: string): Promise<number> => Number((await connection.runAndReadAll(sql)).getRows()[0][0])
  try {
    const columns = (bid: string, bidSize: string, ask: string, askSize: string): string =>
      [bid, bidSize, ask, askSize].map((name) => `${name}::DOUBLE`).join(', ')
    const recorded = `SELECT epoch_us(timestamp), epoch_us(local_timestamp), ${columns('bid', 'bid_size', 'ask', 'ask_size')}
      FROM read_parquet('${recording}/*/*/*/*/*.parquet')`
    const given = `SELECT timestamp, local_timestamp, ${columns('bid_price', 'bid_amount', 'ask_price', 'ask_amount')} FROM '${peer}'`
    const [rows, kept] = [
      await count(`SELECT count(*) FROM '${peer}'`),
      await count(`FROM (SELECT count(*) FROM (${recorded}))`),
    ]
    const refused = Object.values(total.quarantined).reduce((a, b) => a + b, 0)
    if (total.read !== rows || total.accepted + refused !== rows || kept !== total.accepted)
      throw new Error(
        `${rows} rows: ${total.read} read, ${total.accepted} accepted, ${refused} refused, ${kept} recorded`,
      )
    if (kept < 0.9 * rows) throw new Error(`only ${kept} of ${rows} rows were recorded`)
    const foreign = await count(`SELECT count(*) FROM (${recorded} EXCEPT ALL ${given})`)
    if (foreign > 0) throw new Error(`${foreign} recorded rows are not in the file`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/**
 * How the import of one gzip file of quotes, screened and partitioned, compares with DuckDB's own copy of the file
 * into Parquet on one thread. The real file where it lies, else quotes that the bench writes.
 */
export const bench: Bench = {
  name: 'import-peer',
  run: async ({ short = false } = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'bandshift-bench-'))
    try {
      const real = join(process.env.BANDSHIFT_DATA ?? join(projectFolder(), '../shared/data'), realFile)
      const isReal = !short && existsSync(real)
      const file = isReal ? real : join(folder, 'quotes.csv.gz')
      if (!isReal) await writeQuotes(file, short ? 50_000 : 500_000)
      const peer = join(folder, 'peer.parquet')
      const rounds = short ? 1 : 5
      const [imports, copies, commands, programs]: Spent[][] = [[], [], [], []]
      let rows = 0
      for (let round = 0; round < rounds; round++) {
        const out = join(folder, `recording-${round}`)
        let summary: ImportSummary | undefined
        imports.push(
          await spentOn(async () => (summary = await importRecording({ format: 'tardis', inputs: [file], out }))),
        )
        copies.push(
          await spentOn(async () => {
            const { instance, connection } = await openDuckDb()
            await connection.run(peerSql(file, peer))
            connection.closeSync()
            instance.closeSync()
          }),
        )
        rows = summary!.total.read
        await check(out, peer, summary!)
        if (short) continue
        const [main, cwd] = [join(projectFolder(), 'dist/src/cli/main.js'), projectFolder()]
        const args = ['import', '--format', 'tardis', '--input', file, '--out', join(folder, `command-${round}`)]
        commands.push(await spentOn(() => execFileSync(process.execPath, [main, ...args], { cwd })))
        const program = peerProgram(peerSql(file, peer))
        programs.push(await spentOn(() => execFileSync(process.execPath, ['-e', program], { cwd })))
      }
      const clock = (all: readonly Spent[]): number => median(all.map(({ seconds }) => seconds))
      const cpu = (all: readonly Spent[]): number => median(all.map((spent) => spent.cpu))
      const peakRss = { peakRssMiB: peakRssMiB() }
      const what = isReal ? 'real quotes' : 'written quotes'
      const target = { atLeast: 0.6 }
      const started = [
        { case: '`bandshift import`, with its start', value: clock(commands), unit: 's', ...peakRss },
        { case: 'a program of DuckDB, with its start', value: clock(programs), unit: 's', ...peakRss },
      ]
      return [
        { case: `${what} into a recording`, value: rows / clock(imports), unit: 'rows/s', ...peakRss },
        { case: "the same by DuckDB's COPY, one thread", value: rows / clock(copies), unit: 'rows/s', ...peakRss },
        { case: "share of DuckDB's rate", value: clock(copies) / clock(imports), unit: '', target, ...peakRss },
        { case: "share of DuckDB's rate, CPU time", value: cpu(copies) / cpu(imports), unit: '', target, ...peakRss },
        ...(short ? [] : started),
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
