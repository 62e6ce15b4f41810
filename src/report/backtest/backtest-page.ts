import { lightColours } from '../charts/palette'
import { bottomAxis } from '../charts/parts'
import type { ChartOption, Echarts } from '../charts/svg'
import { count, duration, fixed, interval, short, signed } from '../format'
import { originBanner, strategyLabel } from '../labels'
import { columnDigits, measureStyle } from '../measures'
import { dataTable, numberCell, withUnit, type BodyRow } from '../page/data-table'
import { document } from '../page/document'
import { figure } from '../page/figure'
import { html, type Html } from '../page/html'
import type { Backtest, BacktestScore } from './backtest'

const ROW = 26

/** One measure, strategy below strategy: the value as a dot on its 95 % interval. */
const intervalChart = (scores: readonly BacktestScore[], measure: string): ChartOption => {
  const { title, unit, factor } = measureStyle(measure)
  const rows = scores.map(({ strategy, measures }) => ({ strategy: strategyLabel(strategy), ...measures[measure] }))
  return {
    width: 460,
    height: 76 + ROW * rows.length,
    option: {
      grid: { left: 128, right: 20, top: 12, bottom: 52 },
      xAxis: bottomAxis(unit === '' ? title : `${title}, ${unit}`, short),
      yAxis: {
        type: 'category',
        inverse: true,
        // Two settings of one strategy stay two rows.
        data: rows.map(({ strategy }, i) => `${i + 1} ${strategy}`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: lightColours.text, fontSize: 12, interval: 0, width: 116, overflow: 'truncate' },
      },
      series: [
        ...rows.map(({ ci }, i) => ({
          type: 'line',
          silent: true,
          showSymbol: false,
          lineStyle: { color: lightColours.grey, width: 3 },
          data: ci.map((bound) => [bound * factor, i]),
        })),
        {
          type: 'scatter',
          silent: true,
          symbolSize: 9,
          itemStyle: { color: lightColours.blue },
          data: rows.map(({ value }, i) => [value * factor, i]),
        },
      ],
    },
  }
}

const table = (caption: string, scores: readonly BacktestScore[], part: 'measures' | 'excess'): Html => {
  const rows = scores.flatMap((score) => {
    const measured = score[part]
    return measured === undefined ? [] : [{ ...score, measured }]
  })
  const names = Object.keys(rows[0].measured)
  const styles = names.map((name) => {
    const style = measureStyle(name)
    const column = rows.map(({ measured }) => measured[name])
    return { name, ...style, digits: columnDigits(column, style.factor) }
  })
  return dataTable(
    caption,
    [
      { text: 'Strategy' },
      ...styles.map(({ title, unit }) => ({
        text: withUnit(title, unit),
        numeric: true,
      })),
    ],
    rows.map(({ strategy, setting, measured }): BodyRow => ({
      head: html`${strategyLabel(strategy)}<small>${setting}</small>`,
      cells: styles.map(({ name, factor, digits }) => {
        const { value, ci } = measured[name]
        const text = part === 'excess' ? signed(value * factor, digits) : fixed(value * factor, digits)
        return numberCell(html`${text}<span class="ci">${interval(ci, digits, factor)}</span>`)
      }),
    })),
  )
}

/**
 * The page of a backtest: every strategy and measure with its interval, the differences from the first, a chart a
 * measure. No scripts, no requests.
 */
export const backtestPage = (echarts: Echarts, result: Backtest): string => {
  const { mandate, title, origin, paths, steps, stepSeconds, overlap, volSource, seed, strategies } = result
  const first = strategyLabel(strategies[0].strategy)
  const dependence = overlap > 1 ? `paths overlap, blocks of ${overlap} in the bootstrap` : 'independent paths'
  return document(
    `bandshift backtest: ${title}`,
    html`<header>
        <h1>bandshift backtest</h1>
        <p><span class="badge ${origin}">${originBanner(origin)}</span> ${title}</p>
        <p>
          Mandate ${mandate}: ${count(paths)} paths of ${count(steps)} evaluations, one every ${duration(stepSeconds)};
          ${dependence}. Volatility seen: ${volSource}. Seed ${seed}. Intervals are 95 %.
        </p>
      </header>
      <main id="main">
        ${table('Every strategy; 95 % interval below each value', strategies, 'measures')}
        ${strategies.length > 1 ? table(`Less ${first}, same paths`, strategies, 'excess') : undefined}
        <div class="pair">
          ${Object.keys(strategies[0].measures).map((name) =>
            figure(echarts, {
              id: `measure-${name}`,
              title: measureStyle(name).title,
              chart: intervalChart(strategies, name),
              key: [
                { colour: 'blue', text: 'value', mark: 'diamond' },
                { colour: 'grey', text: '95 % interval', mark: 'line' },
              ],
            }),
          )}
        </div>
      </main>
      <footer><p>The same numbers at full precision: backtest.json and backtest.csv beside this page.</p></footer>`,
  )
}
