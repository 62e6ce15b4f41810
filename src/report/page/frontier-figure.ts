import { frontierChart, frontierFamilies, frontierNames } from '../charts/frontier-chart'
import { strategyColour } from '../charts/palette'
import type { Echarts } from '../charts/svg'
import { strategyLabel, volatilityLabel } from '../labels'
import type { RecordingResult } from '../summary'
import { figure } from './figure'
import type { Html } from './html'

/** Cost against tracking of every strategy along its parameter; undefined where none was measured. */
export const frontierFigure = (
  echarts: Echarts,
  id: string,
  { frontier }: Pick<RecordingResult, 'frontier'>,
): Html | undefined => {
  const names = frontierNames(frontier)
  if (names.length === 0) return undefined
  const families = frontierFamilies(frontier).map(({ strategy, volatility }) => ({
    colour: strategyColour(strategy, names),
    text: strategyLabel(strategy) + volatilityLabel(strategy, volatility),
    mark: volatility === 'log-har' ? ('dash' as const) : ('line' as const),
  }))
  return figure(echarts, {
    id: `${id}-frontier`,
    title: 'What tracking costs: cost against tracking sd, each strategy along its efficient settings',
    chart: frontierChart(frontier),
    key: [...families, { colour: 'grey', text: 'tuned before the test part', mark: 'diamond' }],
    note: 'Both axes are logarithmic; lower left is better. All strategies hedge around one centre and are tracked against it.',
  })
}
