import { short } from '../format'
import type { RecordingPlots } from '../summary'
import { lightColours, strategyColour } from './palette'
import { bottomAxis, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

const titles = { es95: 'P&L ES95, bp', trackingSd: 'Tracking sd, bp' } as const

/** Cost against a risk, a line a family along its parameter, the tuned point as a diamond. Lower left is better. */
export const frontierChart = (frontier: RecordingPlots['frontier'], risk: 'es95' | 'trackingSd'): ChartOption => {
  const names = frontier.map(({ strategy }) => strategy)
  return {
    width: 460,
    height: 340,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 48 },
      xAxis: bottomAxis('Cost, bp', short),
      yAxis: valueAxis(titles[risk], short),
      series: frontier.flatMap(({ strategy, points }) => {
        const colour = strategyColour(strategy, names)
        const ordered = points.map((point) => ({ x: point.cost * 1e4, y: point[risk] * 1e4, tuned: point.tuned }))
        return [
          lineSeries(
            colour,
            ordered.map(({ x, y }) => [x, y]),
            {
              showSymbol: true,
              symbol: 'circle',
              symbolSize: 4,
              lineStyle: { color: lightColours[colour], width: strategy === 'adaptive' ? 2.4 : 1.4 },
            },
          ),
          {
            type: 'scatter',
            silent: true,
            symbol: 'diamond',
            symbolSize: 14,
            itemStyle: { color: lightColours[colour] },
            data: ordered.filter(({ tuned }) => tuned).map(({ x, y }) => [x, y]),
          },
        ]
      }),
    },
  }
}
