import { percent } from '../format'
import type { RecordingPlots } from '../summary'
import { lightColours } from './palette'
import { bottomAxis, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

const wholePercent = (share: number): string => percent(share, 0)

/**
 * Observed share against forecast probability; a dot's area grows with its count, the diagonal is perfect calibration.
 */
export const reliabilityChart = (reliability: RecordingPlots['reliability']): ChartOption => {
  const most = Math.max(1, ...reliability.map(({ n }) => n))
  const unit = { min: 0, max: 1, interval: 0.25 }
  const points = reliability.map(({ forecast, observed }) => [forecast, observed] as const)
  return {
    width: 460,
    height: 340,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 48 },
      xAxis: bottomAxis('Forecast probability', wholePercent, unit),
      yAxis: valueAxis('Observed share', wholePercent, unit),
      series: [
        lineSeries(
          'grey',
          [
            [0, 0],
            [1, 1],
          ],
          { lineStyle: { color: lightColours.grey, width: 1, type: [4, 4] } },
        ),
        lineSeries('blue', points),
        {
          type: 'scatter',
          silent: true,
          data: reliability.map(({ forecast, observed, n }) => ({
            value: [forecast, observed],
            symbolSize: 4 + 12 * Math.sqrt(n / most),
          })),
          itemStyle: { color: lightColours.blue, opacity: 0.85 },
        },
      ],
    },
  }
}
