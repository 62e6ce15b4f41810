import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../../../src/core/error'
import type { Timestamp } from '../../../src/core/market/event'

const mostBytes = 64 * 1024 * 1024

/** A date, or milliseconds since the epoch; NaN where it is neither. */
const timeOf = (cell: string): Timestamp => 1000 * (/^\d+$/.test(cell) ? Number(cell) : Date.parse(`${cell}T00:00:00Z`))

/**
 * Days (their midnight, UTC) and values of a gzipped CSV, in order of time; days without a value are left out. @throws
 * Fault 'missing-data' where the file is absent, 'bad-input' where a column lacks or a line has no day or no positive
 * number.
 */
export const readDays = (
  path: string,
  [dayColumn, valueColumn]: readonly [day: string, value: string],
): readonly { readonly day: Timestamp; readonly value: number }[] => {
  if (!existsSync(path)) throw new Fault('missing-data', `${path} is not there: point BANDSHIFT_DATA at its folder`)
  const text = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes }).toString('utf8')
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  const heads = header.split(',')
  const [dayAt, valueAt] = [heads.indexOf(dayColumn), heads.indexOf(valueColumn)]
  if (dayAt < 0 || valueAt < 0) throw new Fault('bad-input', `${path}: no column ${dayColumn} or ${valueColumn}`)
  return lines
    .flatMap((line, i) => {
      const cells = line.split(',')
      if (cells[valueAt] === '') return []
      const day = timeOf(cells[dayAt])
      const value = Number(cells[valueAt])
      if (!Number.isFinite(day) || !(value > 0 && value < Infinity))
        throw new Fault('bad-input', `${path}: line ${i + 2} has no day or no positive value`)
      return [{ day, value }]
    })
    .sort((a, b) => a.day - b.day)
}
