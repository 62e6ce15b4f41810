import { totalVariance } from '../../core/surface/svi'
import { lightColours } from '../charts/palette'
import { bottomAxis, chartWidth, lineSeries, valueAxis } from '../charts/parts'
import type { ChartOption, Echarts } from '../charts/svg'
import { count, fixed, percent, utcMinute } from '../format'
import { originBanner } from '../labels'
import { dataTable, numberCell, type BodyRow } from '../page/data-table'
import { document } from '../page/document'
import { figure } from '../page/figure'
import { html, type Html } from '../page/html'
import { type ExpiryView, type SurfaceView } from './surface-view'

const wholePercent = (share: number): string => percent(share, 0)
const points = (vol: number | undefined): string => (vol === undefined ? '–' : fixed(100 * vol, 2))

/** One smile: the fitted line, and each quote as a bar from its bid to its ask. */
const smileChart = ({ points, smile, years }: ExpiryView): ChartOption => {
  const narrow = points.filter(({ bidVol, midVol, askVol }) => bidVol > 0 && askVol - bidVol < midVol)
  const shown = narrow.length > 0 ? narrow : points
  const ks = shown.map(({ k }) => k)
  const [low, high] = [Math.min(...ks), Math.max(...ks)]
  const line = Array.from({ length: 81 }, (_, i) => low + ((high - low) * i) / 80)
  return {
    width: 460,
    height: 300,
    option: {
      grid: { left: 64, right: 20, top: 28, bottom: 48 },
      xAxis: bottomAxis('ln(strike / forward)', (k) => fixed(k, 2), { min: low, max: high }),
      yAxis: valueAxis('Implied volatility', wholePercent, { axisLine: { show: false, onZero: false } }),
      series: [
        ...shown.map(({ k, bidVol, askVol }) =>
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
          line.map((k) => [k, Math.sqrt(totalVariance(smile, k) / years)]),
        ),
      ],
    },
  }
}

/** Volatility at the money, risk reversal and butterfly against the square root of time. */
const termChart = (expiries: readonly ExpiryView[]): ChartOption => ({
  width: chartWidth,
  height: 280,
  option: {
    grid: { left: 64, right: 20, top: 28, bottom: 48 },
    xAxis: bottomAxis('Days to expiry (spaced by their square root)', (root) => fixed(root * root, 0)),
    yAxis: valueAxis('Volatility', wholePercent),
    series: (
      [
        ['blue', ({ atMoney }: ExpiryView) => atMoney],
        ['orange', ({ riskReversal }: ExpiryView) => riskReversal],
        ['green', ({ butterfly }: ExpiryView) => butterfly],
      ] as const
    ).map(([colour, of]) =>
      lineSeries(
        colour,
        expiries.map((expiry) => [Math.sqrt(365 * expiry.years), of(expiry)]),
        { showSymbol: true },
      ),
    ),
  },
})

const table = ({ expiries }: SurfaceView): Html =>
  dataTable(
    'Every fitted expiry; volatilities in points a year',
    [
      { text: 'Expiry (UTC)' },
      { text: 'Days', numeric: true },
      { text: 'Forward', numeric: true },
      {
        text: '± error',
        numeric: true,
        hint: 'One standard error of put-call parity; 0 where a dated future is quoted',
      },
      { text: 'At the money', numeric: true },
      { text: 'Risk reversal', numeric: true, hint: '25-delta call less put' },
      { text: 'Butterfly', numeric: true, hint: 'Mean of 25-delta call and put less at the money' },
      { text: 'Quotes', numeric: true },
      { text: 'Inside', numeric: true, hint: 'Share of quotes with the smile between bid and ask' },
      { text: 'Error', numeric: true, hint: 'Root mean square distance from the middle, by weight' },
    ],
    expiries.map((expiry): BodyRow => ({
      head: utcMinute(expiry.expiry),
      cells: [
        fixed(365 * expiry.years, 2),
        expiry.forward.toPrecision(7),
        expiry.forwardError.toPrecision(2),
        points(expiry.atMoney),
        points(expiry.riskReversal),
        points(expiry.butterfly),
        count(expiry.quotes),
        percent(expiry.inside, 0),
        points(expiry.error),
      ].map((text) => numberCell(text)),
    })),
  )

const maturityTable = ({ maturities }: SurfaceView): Html =>
  dataTable(
    'Constant maturities: linear in total variance between expiries',
    [{ text: 'Days' }, { text: 'Forward', numeric: true }, { text: 'At the money', numeric: true }],
    maturities.map(({ days, forward, atMoney }): BodyRow => ({
      head: count(days),
      cells: [forward.toPrecision(7), points(atMoney)].map((text) => numberCell(text)),
    })),
  )

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([reason, rows]) => `${count(rows)} ${reason}`)
    .join(', ')

/** The page of a surface: its table, term structure and smiles. No scripts, no requests. */
export const surfacePage = (echarts: Echarts, view: SurfaceView): string => {
  const { title, origin, venue, symbol, settlement, at, expiries, leftOut, refused } = view
  const reasons = counted(refused)
  return document(
    `bandshift surface: ${symbol} on ${venue}`,
    html`<header>
        <h1>Implied volatility surface</h1>
        <p><span class="badge ${origin}">${originBanner(origin)}</span> ${title}</p>
        <p>${symbol} on ${venue} at ${utcMinute(at)} UTC; ${settlement} options.</p>
        ${reasons === '' ? undefined : html`<p class="note">Quotations that do not count: ${reasons}.</p>`}
        ${
          leftOut.length === 0
            ? undefined
            : html`<p class="note">
                Expiries left out:
                ${leftOut.map(({ expiry, reason }) => `${utcMinute(expiry)} (${reason})`).join(', ')}.
              </p>`
        }
      </header>
      <main id="main">
        ${table(view)}
        ${figure(echarts, {
          id: 'term',
          title: 'Term structure',
          chart: termChart(expiries),
          key: [
            { colour: 'blue', text: 'at the money' },
            { colour: 'orange', text: '25-delta risk reversal' },
            { colour: 'green', text: '25-delta butterfly' },
          ],
        })}
        <div class="pair">
          ${expiries.map((expiry, i) =>
            figure(echarts, {
              id: `smile-${i}`,
              title: `${utcMinute(expiry.expiry)}, ${fixed(365 * expiry.years, 1)} days`,
              chart: smileChart(expiry),
              key: [
                { colour: 'blue', text: 'SVI' },
                { colour: 'grey', text: 'bid to ask' },
              ],
            }),
          )}
        </div>
        ${maturityTable(view)}
      </main>`,
  )
}
