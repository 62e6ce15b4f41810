import type { RecordingPlots } from '../summary'
import { clock } from './clock'
import { lightColours } from './palette'
import { area, areaCorners, chartWidth, clockAxis, linePoints, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`

/**
 * Forecast with its 90 % interval, log-HAR and the realized volatility, annualised; a log axis where they span over
 * 12-fold.
 */
export const volatilityChart = (volatility: RecordingPlots['volatility'][number]): ChartOption => {
  const { forecast, low, high, logHar, realized } = volatility
  const axis = clock(volatility.time)
  const all = [forecast, logHar, realized].map((values) =>
    values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, 0]),
  )
  const floor = Math.min(...all.map(([least]) => least))
  const ceiling = Math.max(...all.map(([, most]) => most))
  const wide = floor > 0 && ceiling > 12 * floor
  const scale = wide
    ? { type: 'log', logBase: 2, min: 2 ** Math.floor(Math.log2(floor)), max: 2 ** Math.ceil(Math.log2(ceiling)) }
    : {}
  return {
    width: chartWidth,
    height: 320,
    option: {
      grid: { left: 64, right: 36, top: 28, bottom: 30 },
      xAxis: clockAxis(axis),
      yAxis: valueAxis('Volatility, annualised', percent, scale),
      series: [
        area('blue', areaCorners(axis, low, high), 0.16),
        lineSeries('grey', linePoints(axis, realized), { lineStyle: { color: lightColours.grey, width: 1 } }),
        lineSeries('orange', linePoints(axis, logHar), {
          lineStyle: { color: lightColours.orange, width: 1.4, type: [5, 3] },
        }),
        lineSeries('blue', linePoints(axis, forecast), { lineStyle: { color: lightColours.blue, width: 1.8 } }),
      ],
    },
  }
}
