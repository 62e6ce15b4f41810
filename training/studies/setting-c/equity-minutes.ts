import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../../../src/core/error'

/** A stock on the minute marks of its sessions, one session after the other. */
export type EquityMinutes = {
  readonly symbol: string
  /** Middle of the quote, or the last trade where no quotes were recorded. */
  readonly price: Float64Array
  /** Half the quoted spread over the middle; undefined where no quotes were recorded. */
  readonly halfSpread: Float64Array | undefined
  readonly sessions: number
}

/** Marks of a session: the open and the end of every minute of six and a half hours. */
export const marksPerSession = 391
const MINUTE = 60e6
const open = (date: string): number => Date.parse(`${date}T13:30:00Z`) * 1000
const mostBytes = 512 * 1024 * 1024
const folder = 'ticks-us-equity-2013'

/** Last values at or before each mark; the first where there is none yet. */
const session = (path: string, date: string, columns: readonly number[]): Float64Array[] => {
  const lines = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes }).toString('latin1').split('\n')
  const out = columns.map(() => new Float64Array(marksPerSession))
  let mark = 0
  let known: number[] | undefined
  for (const line of lines.slice(1)) {
    if (line === '') continue
    const cells = line.split(',')
    const time = Number(cells[2])
    const values = columns.map((place) => Number(cells[place]))
    if (!(time > 0) || !values.every((value) => value > 0))
      throw new Fault('bad-input', `${path}: no price in '${line}'`)
    const before = known ?? values
    for (; mark < marksPerSession && time > open(date) + mark * MINUTE; mark++)
      out.forEach((column, k) => (column[mark] = before[k]))
    known = values
  }
  if (known === undefined) throw new Fault('missing-data', `${path} holds no rows`)
  for (const last = known; mark < marksPerSession; mark++) out.forEach((column, k) => (column[mark] = last[k]))
  return out
}

const joined = (parts: readonly Float64Array[]): Float64Array => {
  const out = new Float64Array(parts.length * marksPerSession)
  parts.forEach((part, s) => out.set(part, s * marksPerSession))
  return out
}

/**
 * Every stock of the equity ticks, by quotes where there are any, else by trades. Faults 'missing-data' where the
 * folder is absent.
 */
export const readEquities = (dataFolder: string): readonly EquityMinutes[] => {
  const place = join(dataFolder, folder)
  if (!existsSync(place))
    throw new Fault('missing-data', `${place} is not there: point BANDSHIFT_DATA at the folder that holds ${folder}`)
  const files = readdirSync(place)
    .sort()
    .flatMap((file) => {
      const match = /^us-equity_(quotes|trades)_(\d{4}-\d{2}-\d{2})_(\w+)\.csv\.gz$/.exec(file)
      return match === null ? [] : [{ path: join(place, file), kind: match[1], date: match[2], symbol: match[3] }]
    })
  return [...new Set(files.map(({ symbol }) => symbol))].sort().map((symbol) => {
    const own = files.filter((file) => file.symbol === symbol)
    const quotes = own.filter(({ kind }) => kind === 'quotes')
    if (quotes.length === 0) {
      const sessions = own.map(({ path, date }) => session(path, date, [6])[0])
      return { symbol, price: joined(sessions), halfSpread: undefined, sessions: own.length }
    }
    const sessions = quotes.map(({ path, date }) => session(path, date, [5, 6]))
    const [ask, bid] = [0, 1].map((side) => joined(sessions.map((columns) => columns[side])))
    return {
      symbol,
      price: ask.map((value, i) => 0.5 * (value + bid[i])),
      halfSpread: ask.map((value, i) => Math.max(value - bid[i], 0) / (value + bid[i])),
      sessions: quotes.length,
    }
  })
}
