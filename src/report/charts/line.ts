import { minMaxIndices, type Point } from '../buckets'
import type { Clock } from './clock'

/** Points of a line on `clock`, down-sampled, with an empty point wherever the line breaks. */
export const linePoints = ({ at, breaks }: Clock, values: readonly number[]): Point[] => {
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
  { at }: Clock,
  lower: readonly number[],
  upper: readonly number[],
): (readonly [number, number])[] => [
  ...minMaxIndices(upper).map((i) => [at[i], upper[i]] as const),
  ...minMaxIndices(lower)
    .reverse()
    .map((i) => [at[i], lower[i]] as const),
]
