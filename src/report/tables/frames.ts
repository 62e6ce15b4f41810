import { createRequire } from 'node:module'
import type { DataFrame } from 'danfojs-node'
import type { Summary } from '../summary'
import { forecastTable } from './forecast-table'
import { hedgingTable } from './hedging-table'
import { regimeTable } from './regime-table'
import type { Table } from './table'

type Danfo = { readonly DataFrame: typeof DataFrame }

/** Loaded on first use: its import costs most of a second, which only reports should pay. */
const danfo = (): Danfo => createRequire(__filename)('danfojs-node') as Danfo

/**
 * A danfojs frame of a table; an absent cell is null. Values stay float64 as long as no frame arithmetic touches them
 * (danfojs computes in float32), so frames here are ordered and read, never computed with.
 */
export const frame = ({ columns, rows }: Table): DataFrame => {
  const { DataFrame } = danfo()
  return new DataFrame(
    rows.map((row) => row.map((cell) => cell ?? null)),
    { columns: [...columns] },
  )
}

export type SummaryFrames = { readonly forecast: DataFrame; readonly regime: DataFrame; readonly hedging: DataFrame }

/** The tables of all legs as danfojs frames, in long form. */
export const summaryFrames = ({ legs }: Summary): SummaryFrames => ({
  forecast: frame(forecastTable(legs.flatMap(({ forecast }) => forecast))),
  regime: frame(regimeTable(legs.map(({ regime }) => regime))),
  hedging: frame(hedgingTable(legs.flatMap(({ hedging }) => hedging))),
})
