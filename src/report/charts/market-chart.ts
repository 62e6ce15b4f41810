import { percent, short } from '../format'
import type { RecordingPlots } from '../summary'
import { bucketMeans, bucketModes, bucketStarts, runs } from './buckets'
import { clock, type TimeAxis } from './clock'
import { lightColours, stateColour } from './palette'
import { area, chartWidth, clockAxis, linePoints, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

const columns = 400

type Market = RecordingPlots['market']

const ribbon = ({ regime }: Market, { at }: TimeAxis, starts: readonly number[], states: number) =>
  runs(bucketModes(regime, starts)).map(([state, from, to]) => {
    const left = at[starts[from]]
    const right = at[starts[to] ?? at.length - 1]
    const corners = [
      [left, 0],
      [right, 0],
      [right, 1],
      [left, 1],
    ] as const
    return area(stateColour(state, states), corners, 1, { xAxisIndex: 1, yAxisIndex: 1 })
  })

const posteriorAreas = ({ posterior }: Market, { at }: TimeAxis, starts: readonly number[], states: number) => {
  const means = Array.from({ length: states }, (_, k) =>
    bucketMeans(
      posterior.map((row) => row[k]),
      starts,
    ),
  )
  const tops = means.map((_, k) => starts.map((_, b) => means.slice(0, k + 1).reduce((sum, m) => sum + m[b], 0)))
  const x = starts.map((_, b) => (b === starts.length - 1 ? at[at.length - 1] : at[starts[b]]))
  return tops.map((top, k) => {
    const under = k === 0 ? top.map(() => 0) : tops[k - 1]
    const corners = [...top.map((y, b) => [x[b], y] as const), ...under.map((y, b) => [x[b], y] as const).reverse()]
    return area(stateColour(k, states), corners, 0.85, { xAxisIndex: 2, yAxisIndex: 2 })
  })
}

/** Close, a ribbon of the called regime, and the posterior as stacked areas, over one axis. */
export const marketChart = (market: Market): ChartOption => {
  const axis = clock(market.time)
  const states = market.posterior[0]?.length ?? 0
  const starts = bucketStarts(market.time.length, columns)
  const quiet = { type: 'value', show: false, min: 0, max: 1 }
  return {
    width: chartWidth,
    height: 420,
    option: {
      grid: [
        { left: 64, right: 36, top: 28, height: 200 },
        { left: 64, right: 36, top: 236, height: 14 },
        { left: 64, right: 36, top: 284, height: 104 },
      ],
      xAxis: [
        clockAxis(axis, 0, false),
        { ...clockAxis(axis, 1, false), axisLine: { show: false } },
        clockAxis(axis, 2),
      ],
      yAxis: [
        valueAxis('Close', short),
        { ...quiet, gridIndex: 1 },
        {
          ...valueAxis('Posterior', (v) => percent(v, 0), { gridIndex: 2, min: 0, max: 1 }),
          interval: 0.5,
        },
      ],
      series: [
        lineSeries('price', linePoints(axis, market.close), { lineStyle: { color: lightColours.price, width: 1.1 } }),
        ...ribbon(market, axis, starts, states),
        ...posteriorAreas(market, axis, starts, states),
      ],
    },
  }
}
