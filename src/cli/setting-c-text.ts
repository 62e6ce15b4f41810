import { textTable, type TextColumn } from '../report/tables/text-table'
import type { Frontier, SettingC } from '../../training/studies/setting-c/setting-c'
import type { CostTarget, Estimate, TrackingTarget } from '../../training/studies/setting-c/targets'
import { measureNames } from '../../training/studies/setting-c/measures'
import type { TableRow } from '../../training/studies/setting-c/table'

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
  measureNames.map((name) =>
    column('right', titles[name], rows, (row) => {
      const published = row.published?.[name]
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

const frontierText = ({ coin, part, strategy, volatility, paths, points }: Frontier): string => {
  const interval = ([low, high]: readonly [number, number], digits: number): string =>
    `[${low.toFixed(digits)}, ${high.toFixed(digits)}]`
  return [
    `${coin}, ${part} options (${paths}), ${strategy} at ${volatility}`,
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

type Line = {
  readonly name: string
  readonly shape: string
  readonly part: string
  readonly paths: number
  readonly tracking: readonly TrackingTarget[]
  readonly cost: CostTarget
}

const estimate = ({ value, ci: [low, high] }: Estimate): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

const trackingText = (lines: readonly Line[]): string => {
  const rows = lines.flatMap(({ name, shape, part, paths, tracking }) =>
    tracking.map((target) => ({ name, shape, part, paths, ...target })),
  )
  return textTable([
    column('left', 'on', rows, ({ name }) => name),
    column('left', 'part', rows, ({ part }) => part),
    column('left', 'band', rows, ({ shape }) => shape),
    column('right', 'options', rows, ({ paths }) => String(paths)),
    column('left', 'Whalley-Wilmott', rows, ({ against }) => against),
    column('right', 'cost', rows, ({ cost }) => cost.toFixed(6)),
    column('right', 'tracking sd ÷ its', rows, ({ ratio }) => estimate(ratio)),
  ])
}

const costText = (lines: readonly Line[]): string =>
  textTable([
    column('left', 'on', lines, ({ name }) => name),
    column('left', 'part', lines, ({ part }) => part),
    column('left', 'band', lines, ({ shape }) => shape),
    column(
      'left',
      'tuned fixed strategy',
      lines,
      ({ cost: { fixed } }) => `${fixed.strategy} ${fixed.setting} at ${fixed.volatility}`,
    ),
    column('right', 'its ES95', lines, ({ cost: { fixed } }) => fixed.totalEs95.toFixed(5)),
    column('right', 'its cost', lines, ({ cost: { fixed } }) => fixed.cost.toFixed(6)),
    column('left', 'its volatility', lines, ({ cost }) => cost.volatility),
    column('right', 'cost saved', lines, ({ cost }) => estimate(cost.saving)),
    column('right', 'cost saved over hindsight', lines, ({ cost }) => estimate(cost.savingInHindsight)),
  ])

const targetsText = ({ targets, equities }: SettingC): string => {
  const lines: readonly Line[] = [
    ...targets.map(({ coin, ...rest }) => ({ name: coin, ...rest })),
    ...equities.map(({ symbol, ...rest }) => ({ name: symbol, part: 'later sessions', ...rest })),
  ]
  return [
    'Shaped bands against Whalley-Wilmott at equal cost, both at log-HAR (stocks: an exponential average), on options they were not fitted on',
    '',
    trackingText(lines),
    '',
    'Cost of the shaped band at the total ES95 of the fixed strategy tuned on the fit part (stocks: first session), share saved;',
    'in hindsight: over the cheapest fixed strategy that reaches that ES95 on these very options; −1 where the shaped band never reaches it',
    '',
    costText(lines),
  ].join('\n')
}

/** Setting C in short: the table, ours | published, and what the shaped band gains. */
export const settingCSummaryText = (table: SettingC): string =>
  [
    'Short 7-day at-the-money call every 6 h, hedged every 5 minutes at 5 bp, per unit of spot; ours | published',
    '',
    tableText(table.rows),
    '',
    targetsText(table),
  ].join('\n')

/** Setting C as text: its summary, then every frontier with its intervals. */
export const settingCText = (table: SettingC): string =>
  [settingCSummaryText(table), '', ...table.frontiers.flatMap((frontier) => [frontierText(frontier), ''])]
    .join('\n')
    .trimEnd()
