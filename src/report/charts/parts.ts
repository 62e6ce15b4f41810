import type { CustomSeriesRenderItem, EChartsCoreOption } from 'echarts'
import { minMaxIndices, type Point } from './buckets'
import type { TimeAxis } from './clock'
import { lightColours, type Colour } from './palette'

/** Points of a line on `clock`, down-sampled, with an empty point wherever the line breaks. */
export const linePoints = ({ at, breaks }: TimeAxis, values: readonly number[]): Point[] => {
  const kept = minMaxIndices(values)
  if (breaks.length === 0) return kept.map((i) => [at[i], values[i]])
  const points: Point[] = []
  let b = 0
  for (const i of kept) {
    for (; b < breaks.length && breaks[b] < at[i]; b++) points.push([breaks[b], undefined])
    points.push([at[i], values[i]])
  }
  return points
}

/** Corners of the area between two lines, down-sampled: along the upper line and back along the lower. */
export const areaCorners = (
  { at }: TimeAxis,
  lower: readonly number[],
  upper: readonly number[],
): (readonly [number, number])[] => [
  ...minMaxIndices(upper).map((i) => [at[i], upper[i]] as const),
  ...minMaxIndices(lower)
    .reverse()
    .map((i) => [at[i], lower[i]] as const),
]

type Part = EChartsCoreOption

/** Width of every chart in pixels. */
export const chartWidth = 940

const text = { color: lightColours.text, fontSize: 12 }
const split = { show: true, lineStyle: { color: lightColours.grid, width: 1 } }

/** Horizontal axis of a grid; `labelled` where it is the lowest of those that share it. */
export const clockAxis = ({ kind, at, label }: TimeAxis, gridIndex = 0, labelled = true): Part => ({
  type: kind === 'time' ? 'time' : 'value',
  gridIndex,
  min: at[0] ?? 0,
  max: at[at.length - 1] ?? 1,
  splitNumber: 5,
  axisLine: { lineStyle: { color: lightColours.grid }, onZero: false },
  axisTick: { show: false },
  splitLine: { show: false },
  axisLabel: labelled
    ? { ...text, hideOverlap: true, formatter: label, showMinLabel: false, showMaxLabel: false }
    : { show: false },
})

/** Vertical axis: a title above, quiet grid lines, labels by `format`. */
export const valueAxis = (name: string, format: (value: number) => string, more: Part = {}): Part => ({
  type: 'value',
  scale: true,
  splitNumber: 4,
  name,
  nameLocation: 'end',
  nameGap: 8,
  nameTextStyle: { ...text, align: 'left', padding: [0, 0, 0, -48] },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: split,
  axisLabel: { ...text, formatter: format, hideOverlap: true },
  ...more,
})

/** A value axis along the bottom, its title below. */
export const bottomAxis = (name: string, format: (value: number) => string, more: Part = {}): Part => ({
  ...valueAxis(name, format),
  nameLocation: 'middle',
  nameGap: 28,
  nameTextStyle: text,
  axisLine: { show: true, lineStyle: { color: lightColours.grid }, onZero: false },
  splitLine: { show: false },
  ...more,
})

/** A line through points. */
export const lineSeries = (colour: Colour, data: readonly Point[], more: Part = {}): Part => ({
  type: 'line',
  data: data.map(([x, y]) => [x, y ?? null]),
  showSymbol: false,
  silent: true,
  lineStyle: { color: lightColours[colour], width: 1.5 },
  itemStyle: { color: lightColours[colour] },
  ...more,
})

/** A filled area given by its corners in axis units. */
export const area = (
  colour: Colour,
  corners: readonly (readonly [number, number])[],
  opacity: number,
  more: Part = {},
): Part => {
  const renderItem: CustomSeriesRenderItem = (_params, api) => ({
    type: 'polygon',
    shape: { points: corners.map(([x, y]) => api.coord([x, y])) },
    style: { fill: lightColours[colour], opacity },
  })
  return { type: 'custom', clip: true, silent: true, data: corners.length > 0 ? [corners[0]] : [], renderItem, ...more }
}
