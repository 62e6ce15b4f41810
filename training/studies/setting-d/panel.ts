import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../../../src/core/error'
import type { Timestamp } from '../../../src/core/market/event'

export const coins = ['BTC', 'ETH'] as const

export type Coin = (typeof coins)[number]

/** Months as YYYY-MM, both included; without one from the first or to the last there is. */
export type Months = { readonly from?: string | undefined; readonly to?: string | undefined }

/** A quotation of the panel. Prices in coin, absent where the panel has none. */
export type PanelQuote = {
  readonly instrument: string
  readonly type: 'call' | 'put'
  readonly strike: number
  readonly expiry: Timestamp
  /** Years of 365 days. */
  readonly years: number
  readonly bid: number | undefined
  readonly ask: number | undefined
  readonly mid: number | undefined
  /** Price of the dated future, real or synthetic, that the venue prices the option on. */
  readonly underlying: number
  /** Price of the dated future where one is listed. */
  readonly future: number | undefined
  /** Of the venue's mark, annual, as a fraction. */
  readonly vol: number
  readonly openInterest: number
  readonly index: number
}

export type PanelSnapshot = { readonly time: Timestamp; readonly quotes: readonly PanelQuote[] }

const mostBytes = 512 * 1024 * 1024
const folderName = 'options-deribit-panel'

/** Files of a coin's months in order of time; `missing-data` where there is none. */
const filesOf = (folder: string, coin: Coin, { from = '', to = '9999-12' }: Months): readonly string[] => {
  const pattern = new RegExp(`^${coin.toLowerCase()}_options_(\\d{4}-\\d{2})\\.csv\\.gz$`)
  const below = [join(folder, folderName), folder].find((path) => existsSync(path))
  const found = (below === undefined ? [] : readdirSync(below))
    .flatMap((name) => {
      const month = pattern.exec(name)?.[1]
      return month !== undefined && month >= from && month <= to ? [join(below!, name)] : []
    })
    .sort()
  if (found.length === 0)
    throw new Fault(
      'missing-data',
      `${folder} has no ${coin.toLowerCase()}_options_YYYY-MM.csv.gz of these months: pass the folder of ${folderName}`,
    )
  return found
}

const columns = [
  'timestamp',
  'instrument_name',
  'option_type',
  'strike',
  'expiry_datetime',
  'time_to_maturity',
  'bid_price',
  'ask_price',
  'mid_price',
  'underlying',
  'futures_price',
  'implied_volatility',
  'open_interest',
  'index_price',
] as const

type Place = (cells: readonly string[], name: (typeof columns)[number]) => string

const placesOf = (header: string, path: string): Place => {
  const heads = header.split(',')
  const places = Object.fromEntries(columns.map((name) => [name, heads.indexOf(name)]))
  const absent = columns.find((name) => places[name] < 0)
  if (absent !== undefined) throw new Fault('bad-input', `${path}: no column ${absent}`)
  return (cells, name) => cells[places[name]]
}

/** Reads rows of one file; expiries are few, so that each is parsed once. */
const startRow = (path: string, at: Place) => {
  const expiries = new Map<string, Timestamp>()
  const timeOf = (text: string, line: number): Timestamp => {
    const time = 1000 * Date.parse(text)
    if (!Number.isFinite(time)) throw new Fault('bad-input', `${path}: line ${line}: '${text}' is not a time`)
    return time
  }
  const expiryOf = (text: string, line: number): Timestamp => {
    const known = expiries.get(text) ?? timeOf(text, line)
    expiries.set(text, known)
    return known
  }
  const quoteOf = (cells: readonly string[], line: number): PanelQuote => {
    const number = (name: (typeof columns)[number]): number | undefined => {
      const text = at(cells, name)
      if (text === '') return undefined
      const value = Number(text)
      if (!Number.isFinite(value))
        throw new Fault('bad-input', `${path}: line ${line}: ${name} is '${text}', not a number`)
      return value
    }
    const needed = (name: (typeof columns)[number]): number => {
      const value = number(name)
      if (value === undefined) throw new Fault('bad-input', `${path}: line ${line} has no ${name}`)
      return value
    }
    const type = at(cells, 'option_type').toLowerCase()
    if (type !== 'call' && type !== 'put')
      throw new Fault('bad-input', `${path}: line ${line}: '${type}' is neither call nor put`)
    return {
      ...{ instrument: at(cells, 'instrument_name'), type, strike: needed('strike') },
      ...{ expiry: expiryOf(at(cells, 'expiry_datetime'), line), years: needed('time_to_maturity') },
      ...{ bid: number('bid_price'), ask: number('ask_price'), mid: number('mid_price') },
      ...{ underlying: needed('underlying'), future: number('futures_price'), vol: needed('implied_volatility') },
      ...{ openInterest: needed('open_interest'), index: needed('index_price') },
    }
  }
  return { timeOf, quoteOf }
}

/** Snapshots of one file in order of time. */
const snapshotsOf = (path: string): readonly PanelSnapshot[] => {
  const text = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes }).toString('latin1')
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  const width = header.split(',').length
  const at = placesOf(header, path)
  const { timeOf, quoteOf } = startRow(path, at)
  const byTime = new Map<string, { readonly time: Timestamp; readonly quotes: PanelQuote[] }>()
  for (const [i, row] of lines.entries()) {
    const cells = row.split(',')
    if (cells.length !== width)
      throw new Fault('bad-input', `${path}: line ${i + 2} has ${cells.length} of ${width} cells`)
    const stamp = at(cells, 'timestamp')
    const known = byTime.get(stamp)
    const snapshot = known ?? { time: timeOf(stamp, i + 2), quotes: [] }
    if (known === undefined) byTime.set(stamp, snapshot)
    snapshot.quotes.push(quoteOf(cells, i + 2))
  }
  return [...byTime.values()].sort((one, other) => one.time - other.time)
}

/**
 * Snapshots of a coin's chains in order of time, a file at a time, from the folder of the panel or the one that holds
 * it. Faults 'missing-data' where no file of these months is there, 'bad-input' with file and line where a row cannot
 * be read.
 */
export function* readPanel(folder: string, coin: Coin, months: Months): Generator<PanelSnapshot> {
  let last = -Infinity
  for (const path of filesOf(folder, coin, months))
    for (const snapshot of snapshotsOf(path)) {
      if (snapshot.time <= last)
        throw new Fault('bad-input', `${path}: a snapshot is not after the last one of the file before`)
      last = snapshot.time
      yield snapshot
    }
}
