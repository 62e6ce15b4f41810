import { lightColours } from '../charts/palette'
import { bottomAxis } from '../charts/parts'
import type { ChartOption } from '../charts/svg'
import { short } from '../format'
import { strategyLabel } from '../labels'
import type { BacktestScore } from './backtest'
import { measureStyle } from './measure-style'

const ROW = 26

/** One measure, strategy below strategy: the value as a dot on its 95 % interval. */
export const intervalChart = (scores: readonly BacktestScore[], measure: string): ChartOption => {
  const { title, unit, factor } = measureStyle(measure)
  const rows = scores.map(({ strategy, measures }) => ({ strategy: strategyLabel(strategy), ...measures[measure] }))
  return {
    width: 460,
    height: 76 + ROW * rows.length,
    option: {
      grid: { left: 128, right: 20, top: 12, bottom: 52 },
      xAxis: bottomAxis(unit === '' ? title : `${title}, ${unit}`, short),
      yAxis: {
        type: 'category',
        inverse: true,
        // Two settings of one strategy stay two rows.
        data: rows.map(({ strategy }, i) => `${i + 1} ${strategy}`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: lightColours.text, fontSize: 12, interval: 0, width: 116, overflow: 'truncate' },
      },
      series: [
        ...rows.map(({ ci }, i) => ({
          type: 'line',
          silent: true,
          showSymbol: false,
          lineStyle: { color: lightColours.grey, width: 3 },
          data: ci.map((bound) => [bound * factor, i]),
        })),
        {
          type: 'scatter',
          silent: true,
          symbolSize: 9,
          itemStyle: { color: lightColours.blue },
          data: rows.map(({ value }, i) => [value * factor, i]),
        },
      ],
    },
  }
}
