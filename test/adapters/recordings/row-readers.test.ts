import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { startRecording } from '../../../src/adapters/recordings'
import { DAY, emptyQuotation, type FeedEvent, type OptionSummary } from '../../../src/core/market/event'
import { temporaryFolder, withReader } from './folder'

const chain = { venue: 'venue', symbol: 'COIN' }
const start = 1_700_006_400_000_000

const anOption = (timestamp: number, more: Partial<OptionSummary>): OptionSummary => ({
  ...emptyQuotation,
  ...{ kind: 'option-summary', timestamp, localTimestamp: timestamp, instrument: 'COIN-1JAN24-1-C', type: 'call' },
  ...{ strike: 1, expiry: start + 9 * DAY, markIv: 0.5, ...more },
})

const quoted = anOption(start + DAY, {
  ...{ bid: 0.1, bidSize: 2, ask: 0.11, askSize: 3, markPrice: 0.105, underlying: 'COIN-1JAN24' },
  ...{ underlyingPrice: 1.1, indexPrice: 1.09, openInterest: 7 },
})

const record = async (folder: string, event: FeedEvent, digit: string): Promise<void> => {
  const writer = await startRecording(folder, { origin: 'synthetic', title: 'a test', licence: 'none' })
  writer.write(chain, event)
  await writer.commit({ file: digit, sha256: digit.repeat(64), read: 1, accepted: 1, quarantined: {} })
}

const [sourceFiles, channelFolder] = [/\.parquet$/, 'venue=venue/symbol=COIN/channel=options']

/** Takes columns out of every file of the chain, as a recording of another program has it. */
const dropColumns = async (folder: string, columns: string): Promise<void> => {
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    for (const day of readdirSync(join(folder, channelFolder)))
      for (const name of readdirSync(join(folder, channelFolder, day)).filter((file) => sourceFiles.test(file))) {
        const path = join(folder, channelFolder, day, name)
        await connection.run(
          `CREATE OR REPLACE TABLE kept AS SELECT * EXCLUDE (${columns}) FROM read_parquet('${path}')`,
        )
        await connection.run(`COPY kept TO '${path}' (FORMAT parquet)`)
      }
    connection.closeSync()
  } finally {
    instance.closeSync()
  }
}

const optionsOf = (folder: string): Promise<{ byTime: readonly OptionSummary[]; arrived: readonly FeedEvent[] }> =>
  withReader(folder, async (reader) => {
    const [byTime, arrived]: [OptionSummary[], FeedEvent[]] = [[], []]
    for await (const rows of reader.options(chain)) byTime.push(...rows)
    for await (const rows of reader.arrivals(chain)) arrived.push(...rows)
    return { byTime, arrived }
  })

describe('the options of a recording', () => {
  test('whose files lack the columns of quotes read with those parts undefined, beside files that have them', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const older = anOption(start, { underlyingPrice: 1.05, delta: 0.4 })
    await record(folder, older, 'a')
    await dropColumns(folder, 'bid, bid_size, ask, ask_size, mark_price, index_price, underlying')
    expect(await optionsOf(folder)).toEqual({ byTime: [older], arrived: [older] })
    await record(folder, quoted, 'b')
    expect(await optionsOf(folder)).toEqual({ byTime: [older, quoted], arrived: [older, quoted] })
  })

  test('may be no more than a name, a strike and a volatility', async () => {
    const folder = join(temporaryFolder(), 'recording')
    await record(folder, quoted, 'a')
    await dropColumns(
      folder,
      'bid, bid_size, ask, ask_size, mark_price, index_price, underlying, bid_iv, ask_iv, delta, gamma, vega, open_interest, underlying_price',
    )
    const bare = anOption(start + DAY, {})
    expect(await optionsOf(folder)).toEqual({ byTime: [bare], arrived: [bare] })
  })
})
