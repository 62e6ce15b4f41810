import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../../src/core/error'
import type { Timestamp } from '../../src/core/market/event'

const mostBytes = 64 * 1024 * 1024
const decimal = /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/

/** Cells of a column, one a line, in order. */
type Cells = (name: string) => readonly string[]

/** Cells of a small gzipped CSV with a header line and no quotes. Faults as `readColumns`. */
const readCells = (path: string): Cells => {
  if (!existsSync(path))
    throw new Fault(
      'missing-data',
      `${path} is not there: point BANDSHIFT_DATA at the folder that holds realized-measures and known-answers`,
    )
  const [header, ...lines] = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes })
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/)
  const heads = header.split(',')
  const rows = lines.map((line) => line.split(','))
  const short = rows.findIndex((row) => row.length !== heads.length)
  if (short >= 0)
    throw new Fault('bad-input', `${path}: line ${short + 2} has ${rows[short].length} of ${heads.length} cells`)
  return (name) => {
    const place = heads.indexOf(name)
    if (place < 0) throw new Fault('bad-input', `${path}: no column ${name}`)
    return rows.map((row) => row[place])
  }
}

/** The dates in a column, their midnight UTC in microseconds since the epoch. Faults as `readColumns`. */
export const readDates = (path: string, name: string): readonly Timestamp[] =>
  readCells(path)(name).map((cell, i) => {
    const time = 1000 * Date.parse(`${cell}T00:00:00Z`)
    if (!Number.isFinite(time)) throw new Fault('bad-input', `${path}: '${cell}' on line ${i + 2} is not a date`)
    return time
  })

/**
 * Named numeric columns of a small gzipped CSV with a header line and no quotes. Empty cells and NA are absent
 * (undefined). Faults: 'missing-data' where the file is not there; 'bad-input' where a column is missing, a row is
 * short or a cell is not a number.
 */
export const readColumns = (
  path: string,
  names: readonly string[],
): Readonly<Record<string, readonly (number | undefined)[]>> => {
  const cells = readCells(path)
  const column = (name: string): (number | undefined)[] => {
    return cells(name).map((cell, i) => {
      if (cell === '' || cell === 'NA') return undefined
      const value = decimal.test(cell) ? Number(cell) : NaN
      if (!Number.isFinite(value))
        throw new Fault('bad-input', `${path}: '${cell}' on line ${i + 2}, column ${name}, is not a number`)
      return value
    })
  }
  return Object.fromEntries(names.map((name) => [name, column(name)]))
}
