import { short } from '../format'
import type { RecordingPlots } from '../summary'
import { clock } from './clock'
import { lightColours } from './palette'
import { area, areaCorners, chartWidth, clockAxis, linePoints, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

/** One option: spot above; delta, its moving band and the holdings; the evaluation interval the policy chose below. */
export const bandChart = (band: RecordingPlots['band']): ChartOption => {
  const axis = clock(band.time)
  const lower = { xAxisIndex: 1, yAxisIndex: 1 }
  const lowest = { xAxisIndex: 2, yAxisIndex: 2 }
  return {
    width: chartWidth,
    height: 500,
    option: {
      grid: [
        { left: 64, right: 36, top: 28, height: 90 },
        { left: 64, right: 36, top: 152, height: 196 },
        { left: 64, right: 36, top: 384, height: 84 },
      ],
      xAxis: [clockAxis(axis, 0, false), clockAxis(axis, 1, false), clockAxis(axis, 2)],
      yAxis: [
        valueAxis('Spot', short, { splitNumber: 2 }),
        valueAxis('Delta', (v) => v.toFixed(2), { gridIndex: 1 }),
        valueAxis('Next evaluation, minutes', short, { gridIndex: 2, splitNumber: 2, scale: false }),
      ],
      series: [
        lineSeries('price', linePoints(axis, band.spot), { lineStyle: { color: lightColours.price, width: 1.1 } }),
        area('teal', areaCorners(axis, band.lower, band.upper), 0.22, lower),
        lineSeries('grey', linePoints(axis, band.delta), {
          ...lower,
          lineStyle: { color: lightColours.grey, width: 1.1 },
        }),
        lineSeries('red', linePoints(axis, band.held), {
          ...lower,
          step: 'end',
          lineStyle: { color: lightColours.red, width: 1.6 },
        }),
        lineSeries('purple', linePoints(axis, band.intervalMinutes), {
          ...lowest,
          step: 'end',
          lineStyle: { color: lightColours.purple, width: 1.1 },
        }),
      ],
    },
  }
}
