import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importSource, sourcesOf, type FormatName } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import { prepare } from '../../data/prepare'
import type { Market } from './measures'

/** Recorded bars of a coin under the data folder. */
export type CoinFiles = { readonly name: string; readonly format: FormatName; readonly files: readonly string[] }

const minutes = (name: string, symbol: string): CoinFiles => ({
  name,
  format: 'ohlcv',
  files: ['2017', '2018', '2019h1'].map((year) => join('bars-1m-bitfinex', `${symbol}_1m_${year}.csv.gz`)),
})

/** BTC and ETH by the minute, 2017-01 to 2019-06. */
export const coinMinutes: readonly CoinFiles[] = [minutes('BTC', 'btcusd'), minutes('ETH', 'ethusd')]

/** Five coins by the hour, 2022 to 2024. */
export const coinHours: readonly CoinFiles[] = ['BTC', 'ETH', 'BNB', 'SOL', 'XRP'].map((name) => ({
  name,
  format: 'klines',
  files: [join('klines-binance', `${name.toLowerCase()}usdt_1h.csv.gz`)],
}))

/**
 * The coin's bars and features as `train` makes them, by way of a recording that is thrown away. Faults 'missing-data'
 * where a file is absent.
 */
export const readCoin = async (dataFolder: string, { name, format, files }: CoinFiles): Promise<Market> => {
  const paths = files.map((file) => join(dataFolder, file))
  for (const path of paths)
    if (!existsSync(path))
      throw new Fault('missing-data', `${path} is not there: point BANDSHIFT_DATA at the folder that holds it`)
  const folder = await mkdtemp(join(tmpdir(), 'bandshift-coin-'))
  try {
    const recording = join(folder, 'recording')
    for (const source of sourcesOf(format, paths))
      await importSource({
        format,
        source,
        recording,
        identity: { origin: 'real', title: name, licence: 'unknown' },
        venue: undefined,
        symbol: name,
        onRows: () => undefined,
      })
    const { market, dataset } = await prepare(recording, {})
    return { name, dataset, profile: market.profile }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
