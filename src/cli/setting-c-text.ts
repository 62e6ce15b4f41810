import { measureNames } from '../../training/studies/setting-c/measures'
import type { Frontier, Savings, SettingC } from '../../training/studies/setting-c/setting-c'
import type { TableRow } from '../../training/studies/setting-c/table'
import type { CostTarget, TrackingTarget } from '../../training/studies/setting-c/targets'
import { plainMeasured } from '../report/format'
import type { Measured } from '../report/measured'
import { rowsTable, type RowColumn } from '../report/tables/text-table'

const decimals = { totalSd: 4, totalEs95: 4, trackingSd: 4, trackingEs95: 4, cost: 5, trades: 0 } as const
const titles = {
  totalSd: 'total sd',
  totalEs95: 'total ES95',
  trackingSd: 'tracking sd',
  trackingEs95: 'tracking ES95',
  cost: 'cost',
  trades: 'trades',
} as const

/** Our figure and, after a bar, the published one. */
const measureColumns = measureNames.map((name): RowColumn<TableRow> => [
  titles[name],
  (row) => {
    const published = row.published?.[name]
    const ours = row[name].toFixed(decimals[name])
    return published === undefined ? `${ours} |     –` : `${ours} | ${published.toFixed(decimals[name])}`
  },
])

const or = (value: number | undefined, decimals: number): string =>
  value === undefined ? '–' : value.toFixed(decimals)

const tableText = (rows: readonly TableRow[]): string =>
  rowsTable(rows, [
    ['coin', ({ coin }) => coin, 'left'],
    ['strategy', ({ strategy, setting }) => `${strategy} ${setting}`, 'left'],
    ['volatility', ({ volatility }) => volatility, 'left'],
    ...measureColumns,
    ['CE', ({ ce }) => or(ce, 5)],
    ['evaluations', ({ evaluations }) => or(evaluations, 0)],
  ])

const frontierText = ({ coin, part, strategy, volatility, paths, points }: Frontier): string => {
  return [
    `${coin}, ${part} options (${paths}), ${strategy} at ${volatility}`,
    rowsTable(points, [
      ['setting', ({ setting }) => setting, 'left'],
      ['cost', ({ cost, ci }) => plainMeasured({ value: cost, ci: ci.cost }, 5)],
      ['total ES95', ({ totalEs95, ci }) => plainMeasured({ value: totalEs95, ci: ci.totalEs95 }, 4)],
      ['tracking sd', ({ trackingSd, ci }) => plainMeasured({ value: trackingSd, ci: ci.trackingSd }, 5)],
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

const estimate = (own: Measured): string => plainMeasured(own, 3)

const trackingText = (lines: readonly Line[]): string => {
  const rows = lines.flatMap(({ name, shape, part, paths, tracking }) =>
    tracking.map((target) => ({ name, shape, part, paths, ...target })),
  )
  return rowsTable(rows, [
    ['on', ({ name }) => name, 'left'],
    ['part', ({ part }) => part, 'left'],
    ['band', ({ shape }) => shape, 'left'],
    ['options', ({ paths }) => String(paths)],
    ['Whalley-Wilmott', ({ against }) => against, 'left'],
    ['cost', ({ cost }) => cost.toFixed(6)],
    ['tracking sd ÷ its', ({ ratio }) => estimate(ratio)],
  ])
}

const costText = (lines: readonly Line[]): string =>
  rowsTable(lines, [
    ['on', ({ name }) => name, 'left'],
    ['part', ({ part }) => part, 'left'],
    ['band', ({ shape }) => shape, 'left'],
    [
      'tuned fixed strategy',
      ({ cost: { fixed } }) => `${fixed.strategy} ${fixed.setting} at ${fixed.volatility}`,
      'left',
    ],
    ['its ES95', ({ cost: { fixed } }) => fixed.totalEs95.toFixed(5)],
    ['its cost', ({ cost: { fixed } }) => fixed.cost.toFixed(6)],
    ['its volatility', ({ cost }) => cost.volatility, 'left'],
    ['cost saved', ({ cost }) => estimate(cost.saving)],
    ['cost saved over hindsight', ({ cost }) => estimate(cost.savingInHindsight)],
  ])

const savingsText = (savings: readonly Savings[]): string => {
  const rows = savings.flatMap(({ costSaved, ...band }) => costSaved.map((saved) => ({ ...band, ...saved })))
  const saved = (measured: Partial<Measured> | undefined): string =>
    measured?.value === undefined || measured.ci === undefined
      ? '–'
      : estimate({ value: measured.value, ci: measured.ci })
  return [
    'Share of the cost saved against every fixed family at equal tracking sd, all around the delta at log-HAR, from × 1 on',
    '',
    rowsTable(rows, [
      ['on', ({ coin }) => coin, 'left'],
      ['part', ({ part }) => part, 'left'],
      ['band', ({ strategy }) => strategy, 'left'],
      ['against', ({ against }) => against, 'left'],
      ['tracking sd', ({ trackingSd }) => or(trackingSd, 5)],
      ['cost saved', (row) => saved(row)],
      ['at equal risk', ({ atEqualRisk }) => saved(atEqualRisk)],
      ['along the frontier', ({ alongFrontier }) => saved(alongFrontier)],
    ]),
  ].join('\n')
}

/** A table that was written before the savings were measured has none. */
type Printed = Omit<SettingC, 'savings'> & Partial<Pick<SettingC, 'savings'>>

const targetsText = ({ targets, equities }: Printed): string => {
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
export const settingCSummaryText = (table: Printed): string =>
  [
    'Short 7-day at-the-money call every 6 h, hedged every 5 minutes at 5 bp, per unit of spot; ours | published; CE: cost + (a/2) × risk around the delta at log-HAR, a = 30',
    '',
    tableText(table.rows),
    '',
    targetsText(table),
    ...(table.savings === undefined ? [] : ['', savingsText(table.savings)]),
  ].join('\n')

/** Setting C as text: its summary, then every frontier with its intervals. */
export const settingCText = (table: SettingC): string =>
  [settingCSummaryText(table), '', ...table.frontiers.flatMap((frontier) => [frontierText(frontier), ''])]
    .join('\n')
    .trimEnd()
