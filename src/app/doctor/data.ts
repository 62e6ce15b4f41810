import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { missing, ok, warn, type DoctorFinding } from './finding'

/** The sets that the README's results and the tests on real data use. */
const sets = [
  'ticks-us-equity-2013',
  'bars-1m-bitfinex',
  'klines-binance',
  'infobars-es',
  'ws-binance-l2-2024-08',
  'ws-fixtures-2021',
  'options-deribit-btc',
  'options-deribit-eth',
  'realized-measures',
  'daily',
  'known-answers',
] as const

/** Recordings that ship with the project. */
export const checkShipped = (folder: string): DoctorFinding => {
  const described = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.meta.json'))
    : []
  return described.length > 0
    ? ok('shipped data', `${described.length} recordings in ${folder}`)
    : missing(
        'shipped data',
        `no recording in ${folder}`,
        "restore it from the repository ('git checkout data'), or pass --data",
      )
}

/** Real recordings beside the project: none has to be there. */
export const checkReal = (folder: string): DoctorFinding => {
  if (!existsSync(folder))
    return warn(
      'real data',
      `${folder} is not there`,
      'set BANDSHIFT_DATA to a folder of recordings; tests on real data are skipped until then',
    )
  const present = sets.filter((set) => existsSync(join(folder, set)))
  const absent = sets.filter((set) => !present.includes(set))
  const found = `${present.length} of ${sets.length} sets in ${folder}`
  return absent.length === 0
    ? ok('real data', found)
    : warn('real data', found, `tests and results on ${absent.join(', ')} are skipped until they are there`)
}

/** The daily series that installs with the packages. */
export const checkDaily = (): DoctorFinding => {
  try {
    return ok('daily data', `S&P 500 in ${require.resolve('vega-datasets/data/sp500-2000.csv')}`)
  } catch {
    return missing(
      'daily data',
      'vega-datasets is not installed',
      "run 'npm ci'; the demo then runs on the shipped recording alone",
    )
  }
}
