import type { DuckDBInstance } from '@duckdb/node-api'
import { Fault } from '../../core/error'
import type { Bar } from '../../core/market/bar'
import { barVolume } from '../../core/market/base-units'
import { levelRatio } from '../../core/market/bars/level'
import { SECOND } from '../../core/market/event'
import type { InstrumentId, Span } from '../../ports/recording-store'
import { recordedInstrument } from './manifest'
import { microseconds, numbers, parquetTable, partsOf, streamChunks, type StoredRecording } from './query'

/**
 * The most frequent distance of neighbouring bars in microseconds, the shorter of two equally frequent ones; undefined
 * below two bars.
 */
const barPeriod = async (instance: DuckDBInstance, table: string): Promise<number | undefined> => {
  const sql = `SELECT distance FROM (SELECT t - lag(t) OVER (ORDER BY t) AS distance FROM (SELECT ${microseconds('timestamp')} AS t FROM ${table}))
    WHERE distance > 0 GROUP BY distance ORDER BY count(*) DESC, distance LIMIT 1`
  for await (const chunk of streamChunks(instance, sql)) return numbers(chunk, 0).at(0)
  return undefined
}

/**
 * Recorded bars of one instrument, stamped with their close (opening time plus the most frequent distance of bars).
 * Volume and turnover in units of base and quote currency (`barVolume`), buyers' and sellers' from the recorded buy
 * volume.
 * `afterGap` is true where the bar opens more than one period after its predecessor or at another level, and false on
 * the first bar.
 * Missing bars are not filled in. A single bar has no period: `missing-data`.
 */
export const readBars = async function* (
  { instance, folder, manifest }: StoredRecording,
  instrument: InstrumentId,
  { from, to }: Span,
): AsyncGenerator<readonly Bar[]> {
  const parts = partsOf(manifest.parts, instrument, 'bars')
  if (parts.length === 0) return
  const table = parquetTable(folder, parts)
  const period = await barPeriod(instance, table)
  if (period === undefined)
    throw new Fault('missing-data', `${folder}: one bar of ${instrument.symbol} does not say how long its bars are`)
  const sql = `SELECT ${microseconds('timestamp')}, open, high, low, close, volume, trades::DOUBLE, buy_volume, quote_volume
    FROM ${table} ORDER BY "timestamp"`
  const facts = recordedInstrument(manifest, instrument)
  let previous: { readonly opened: number; readonly close: number } | undefined
  for await (const chunk of streamChunks(instance, sql)) {
    const columns = Array.from({ length: chunk.columnCount }, (_, i) => numbers(chunk, i))
    const bars: Bar[] = []
    for (let row = 0; row < chunk.rowCount; row++) {
      const value = (column: number): number => columns[column].at(row)!
      const opened = value(0)
      const close = value(4)
      const afterGap =
        previous !== undefined && (opened - previous.opened > period || levelRatio(previous.close, value(1)) !== 1)
      previous = { opened, close }
      const timestamp = opened + period
      if (timestamp < (from ?? -Infinity) || timestamp >= (to ?? Infinity)) continue
      const recorded = { volume: value(5), buyVolume: columns[7].at(row), quoteVolume: columns[8].at(row) }
      const { volume, buyVolume, turnover } = barVolume(facts, recorded, close)
      bars.push({
        timestamp,
        periodSeconds: period / SECOND,
        open: value(1),
        high: value(2),
        low: value(3),
        close,
        volume,
        turnover,
        trades: columns[6].at(row),
        flow: buyVolume === undefined ? undefined : { buyVolume, sellVolume: Math.max(0, volume - buyVolume) },
        quote: undefined,
        realizedVariance: undefined,
        impliedVol: undefined,
        fundingRate: undefined,
        afterGap,
      })
    }
    if (bars.length > 0) yield bars
  }
}
