import { fixed, percent } from '../format'
import { drawnSmile, type ExpiryView, type FittedSmile, type SurfaceHistory } from '../surface-view'
import { clock } from './clock'
import { lightColours, type Colour } from './palette'
import { bottomAxis, chartWidth, clockAxis, lineSeries, valueAxis } from './parts'
import type { Point } from './buckets'
import type { ChartOption } from './svg'

const wholePercent = (share: number): string => percent(share, 0)

/** One smile: the fitted line, and each quote as a bar from its bid to its ask. */
export const smileChart = (expiry: ExpiryView): ChartOption => {
  const { quotes, line } = drawnSmile(expiry, expiry.points, 81)
  return {
    width: 460,
    height: 300,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 48 },
      xAxis: bottomAxis('ln(strike / forward)', (k) => fixed(k, 2), { min: line[0].k, max: line[80].k }),
      yAxis: valueAxis('Implied volatility', wholePercent, { axisLine: { show: false, onZero: false } }),
      series: [
        ...quotes.map(({ k, bidVol, askVol }) =>
          lineSeries(
            'grey',
            [
              [k, bidVol],
              [k, askVol],
            ],
            { lineStyle: { color: lightColours.grey, width: 2 } },
          ),
        ),
        lineSeries(
          'blue',
          line.map(({ k, vol }) => [k, vol]),
        ),
      ],
    },
  }
}

/** Volatility at the money, risk reversal and butterfly against the square root of time. */
export const termChart = (expiries: readonly FittedSmile[]): ChartOption => ({
  width: chartWidth,
  height: 280,
  option: {
    grid: { left: 64, right: 20, top: 28, bottom: 48 },
    xAxis: bottomAxis('Days to expiry (spaced by their square root)', (root) => fixed(root * root, 0)),
    yAxis: valueAxis('Volatility', wholePercent),
    series: (
      [
        ['blue', ({ atMoney }: FittedSmile) => atMoney],
        ['orange', ({ riskReversal }: FittedSmile) => riskReversal],
        ['green', ({ butterfly }: FittedSmile) => butterfly],
      ] as const
    ).map(([colour, of]) =>
      lineSeries(
        colour,
        expiries.map((expiry) => [Math.sqrt(365 * expiry.years), of(expiry)]),
        { showSymbol: true, symbol: 'circle', symbolSize: 5 },
      ),
    ),
  },
})

/** Colours of the constant maturities of a history, the nearest first. */
export const historyColours: readonly Colour[] = ['teal', 'purple']

/** A measure of a surface through time, a line for each constant maturity. */
export const surfaceHistoryChart = (
  { time, maturities }: SurfaceHistory,
  measure: 'atMoney' | 'riskReversal',
): ChartOption => {
  const axis = clock(time)
  const breaks = new Set(axis.breaks)
  const points = (values: readonly (number | undefined)[]): readonly Point[] =>
    axis.at.flatMap((x, i): readonly Point[] =>
      breaks.has(x)
        ? [
            [x, values[i]],
            [x, undefined],
          ]
        : [[x, values[i]]],
    )
  return {
    width: 460,
    height: 280,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 30 },
      xAxis: clockAxis(axis),
      yAxis: valueAxis('Volatility', (vol) => percent(vol, measure === 'atMoney' ? 0 : 1)),
      series: maturities.map((maturity, i) =>
        lineSeries(historyColours[i % historyColours.length], points(maturity[measure])),
      ),
    },
  }
}
