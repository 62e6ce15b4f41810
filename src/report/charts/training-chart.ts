import { short } from '../format'
import type { RecordingPlots } from '../summary'
import { lightColours } from './palette'
import { bottomAxis, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

/** Loss by epoch, counted from 1: training dashed, validation solid, the best validation epoch as a diamond. */
export const trainingChart = ({ train, validation }: NonNullable<RecordingPlots['training']>[number]): ChartOption => {
  const points = (losses: readonly number[]) => losses.map((loss, epoch) => [epoch + 1, loss] as const)
  const best = validation.indexOf(Math.min(...validation))
  return {
    width: 460,
    height: 300,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 48 },
      xAxis: bottomAxis('Epoch', short, { min: 1, max: Math.max(2, train.length, validation.length), minInterval: 1 }),
      yAxis: valueAxis('Loss', short),
      series: [
        lineSeries('grey', points(train), { lineStyle: { color: lightColours.grey, width: 1.4, type: [5, 3] } }),
        lineSeries('blue', points(validation)),
        {
          type: 'scatter',
          silent: true,
          symbol: 'diamond',
          symbolSize: 12,
          itemStyle: { color: lightColours.blue },
          data: best < 0 ? [] : [[best + 1, validation[best]]],
        },
      ],
    },
  }
}
