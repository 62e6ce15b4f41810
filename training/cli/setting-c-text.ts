import { textTable, type TextColumn } from '../../src/report/tables/text-table'
import type { Frontier, SettingC } from '../reproduce/setting-c'
import { measureNames } from '../reproduce/setting-c/measures'
import type { TableRow } from '../reproduce/setting-c/table'

const decimals = { totalSd: 4, totalEs95: 4, trackingSd: 4, trackingEs95: 4, cost: 5, trades: 0 } as const
const titles = {
  totalSd: 'total sd',
  totalEs95: 'total ES95',
  trackingSd: 'tracking sd',
  trackingEs95: 'tracking ES95',
  cost: 'cost',
  trades: 'trades',
} as const

const column = <Row>(
  align: TextColumn['align'],
  title: string,
  rows: readonly Row[],
  cell: (row: Row) => string,
): TextColumn => ({ title, align, cells: rows.map(cell) })

/** Ours and, behind a stroke, the published figure. */
const measureColumns = (rows: readonly TableRow[]): TextColumn[] =>
  measureNames.map((name, i) =>
    column('right', titles[name], rows, (row) => {
      const published = row.published?.[i]
      const ours = row[name].toFixed(decimals[name])
      return published === undefined ? `${ours} |     –` : `${ours} | ${published.toFixed(decimals[name])}`
    }),
  )

const tableText = (rows: readonly TableRow[]): string =>
  textTable([
    column('left', 'coin', rows, ({ coin }) => coin),
    column('left', 'strategy', rows, ({ strategy, setting }) => `${strategy} ${setting}`),
    column('left', 'volatility', rows, ({ volatility }) => volatility),
    ...measureColumns(rows),
  ])

const frontierText = ({ coin, strategy, volatility, paths, points }: Frontier): string => {
  const interval = ([low, high]: readonly [number, number], digits: number): string =>
    `[${low.toFixed(digits)}, ${high.toFixed(digits)}]`
  return [
    `${coin}, ${strategy} at ${volatility}, ${paths} options`,
    textTable([
      column('left', 'setting', points, ({ setting }) => setting),
      column('right', 'cost', points, ({ cost, ci }) => `${cost.toFixed(5)} ${interval(ci.cost, 5)}`),
      column(
        'right',
        'total ES95',
        points,
        ({ totalEs95, ci }) => `${totalEs95.toFixed(4)} ${interval(ci.totalEs95, 4)}`,
      ),
      column(
        'right',
        'tracking sd',
        points,
        ({ trackingSd, ci }) => `${trackingSd.toFixed(5)} ${interval(ci.trackingSd, 5)}`,
      ),
    ]),
  ].join('\n')
}

/** Setting C as text: the table, ours | published, then every frontier with its intervals. */
export const settingCText = ({ rows, frontiers }: SettingC): string =>
  [
    'Short 7-day at-the-money call every 6 h, hedged every 5 minutes at 5 bp, per unit of spot; ours | published',
    '',
    tableText(rows),
    '',
    ...frontiers.flatMap((frontier) => [frontierText(frontier), '']),
  ]
    .join('\n')
    .trimEnd()
