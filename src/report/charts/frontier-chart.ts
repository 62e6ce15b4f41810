import { short } from '../format'
import type { FrontierScore } from '../policy-scores'
import { lightColours, strategyColour } from './palette'
import { bottomAxis, chartWidth, lineSeries, valueAxis } from './parts'
import type { ChartOption } from './svg'

/** A strategy of the frontier at one volatility: its efficient settings, and those that were tuned. */
export type FrontierFamily = {
  readonly strategy: string
  readonly volatility: FrontierScore['volatility']
  readonly points: readonly FrontierScore[]
  readonly tuned: readonly FrontierScore[]
}

/** Settings that none of the others beats on both cost and tracking. */
const efficient = (points: readonly FrontierScore[]): readonly FrontierScore[] =>
  points.filter(
    (point) =>
      !points.some(
        (other) =>
          other !== point &&
          other.cost <= point.cost &&
          other.trackingSd <= point.trackingSd &&
          (other.cost < point.cost || other.trackingSd < point.trackingSd),
      ),
  )

/** The efficient rows of a frontier by strategy and volatility; those without cost or tracking have no logarithm. */
export const frontierFamilies = (frontier: readonly FrontierScore[]): readonly FrontierFamily[] => {
  const families = new Map<string, FrontierScore[]>()
  for (const score of frontier) {
    if (!(score.cost > 0 && score.trackingSd > 0)) continue
    const key = `${score.strategy} ${score.volatility}`
    families.set(key, [...(families.get(key) ?? []), score])
  }
  return [...families.values()].map((points) => ({
    ...{ strategy: points[0].strategy, volatility: points[0].volatility },
    ...{ points: efficient(points), tuned: points.filter(({ tuned }) => tuned) },
  }))
}

/** The strategies of a frontier that can be drawn, once each. */
export const frontierNames = (frontier: readonly FrontierScore[]): readonly string[] => [
  ...new Set(frontierFamilies(frontier).map(({ strategy }) => strategy)),
]

/** Ends of a logarithmic axis that holds `values`, with a little room. */
const span = (values: readonly number[]): { readonly min: number; readonly max: number } => ({
  min: Math.min(...values) / 1.15,
  max: Math.max(...values) * 1.15,
})

/**
 * Mean cost against tracking sd, both logarithmic: a line a family along its efficient settings, dashed where it reads
 * log-HAR, the tuned setting as a diamond. Kept to within a factor of six of adaptive as deployed, where they differ.
 */
export const frontierChart = (frontier: readonly FrontierScore[]): ChartOption => {
  const names = frontierNames(frontier)
  const centre = frontier.find(({ strategy, tuned }) => strategy === 'adaptive' && tuned)
  const near = (value: number, middle: number | undefined): boolean =>
    value > 0 && (middle === undefined || !(middle > 0) || Math.abs(Math.log(value / middle)) < Math.log(6))
  const families = frontierFamilies(
    frontier.filter(({ cost, trackingSd }) => near(cost, centre?.cost) && near(trackingSd, centre?.trackingSd)),
  )
  const shown = families.flatMap(({ points, tuned }) => [...points, ...tuned])
  const at = ({ cost, trackingSd }: FrontierScore): [number, number] => [trackingSd * 1e4, cost * 1e4]
  const log = { type: 'log', logBase: 2, scale: true }
  return {
    width: chartWidth,
    height: 460,
    option: {
      grid: { left: 64, right: 36, top: 28, bottom: 48 },
      xAxis: bottomAxis('Tracking sd, bp', short, { ...log, ...span(shown.map((score) => at(score)[0])) }),
      yAxis: valueAxis('Cost, bp', short, { ...log, ...span(shown.map((score) => at(score)[1])) }),
      series: families.flatMap(({ strategy, volatility, points, tuned }) => {
        const colour = strategyColour(strategy, names)
        const ours = strategy === 'adaptive'
        const type = volatility === 'log-har' ? ('dashed' as const) : ('solid' as const)
        const ordered = [...points].sort((a, b) => a.trackingSd - b.trackingSd)
        return [
          lineSeries(colour, ordered.map(at), {
            showSymbol: true,
            symbol: 'circle',
            symbolSize: points.length > 1 ? 4 : 9,
            lineStyle: { color: lightColours[colour], width: ours ? 2.6 : 1.4, type },
            z: ours ? 4 : 2,
          }),
          {
            type: 'scatter',
            silent: true,
            symbol: 'diamond',
            symbolSize: ours ? 20 : 13,
            itemStyle: { color: lightColours[colour] },
            data: tuned.map(at),
            z: ours ? 5 : 3,
          },
        ]
      }),
    },
  }
}
