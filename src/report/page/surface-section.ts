import { historyColours, smileChart, surfaceHistoryChart, termChart } from '../charts/surface-charts'
import type { Echarts } from '../charts/svg'
import { count, fixed, percent, signed, utcMinute } from '../format'
import type { RecordingPlots } from '../summary'
import type {
  ChainView,
  ExpiryView,
  FittedSmile,
  MaturityView,
  Moved,
  SurfaceMove,
  SurfaceScore,
} from '../surface-view'
import { dataTable, numberCell, type BodyRow, type HeadCell } from './data-table'
import { figure } from './figure'
import { html, type Html } from './html'

const points = (vol: number | undefined): string => (vol === undefined ? '–' : fixed(100 * vol, 2))

const measureHeads: readonly HeadCell[] = [
  { text: 'At the money', numeric: true },
  { text: 'Risk reversal', numeric: true, hint: '25-delta call less put' },
  { text: 'Butterfly', numeric: true, hint: 'Mean of 25-delta call and put less at the money' },
]

const cells = (texts: readonly string[]): readonly Html[] => texts.map((text) => numberCell(text))

/** Every fitted expiry. */
export const expiryTable = (expiries: readonly FittedSmile[]): Html =>
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
      ...measureHeads,
      { text: 'Quotes', numeric: true },
      { text: 'Inside', numeric: true, hint: 'Share of quotes with the smile between bid and ask' },
      { text: 'Error', numeric: true, hint: 'Root mean square distance from the middle, by weight' },
    ],
    expiries.map((expiry): BodyRow => ({
      head: utcMinute(expiry.expiry),
      cells: cells([
        fixed(365 * expiry.years, 2),
        expiry.forward.toPrecision(7),
        expiry.forwardError.toPrecision(2),
        points(expiry.atMoney),
        points(expiry.riskReversal),
        points(expiry.butterfly),
        count(expiry.quotes),
        percent(expiry.inside, 0),
        points(expiry.error),
      ]),
    })),
  )

/** The surface at constant maturities. */
export const maturityTable = (maturities: readonly MaturityView[]): Html =>
  dataTable(
    'Constant maturities: linear in total variance between expiries',
    [{ text: 'Days' }, { text: 'Forward', numeric: true }, ...measureHeads],
    maturities.map(({ days, forward, atMoney, riskReversal, butterfly }): BodyRow => ({
      head: count(days),
      cells: cells([forward.toPrecision(7), points(atMoney), points(riskReversal), points(butterfly)]),
    })),
  )

/** What does not count in a surface, and why; nothing where all does. */
export const surfaceNotes = ({ refused, leftOut }: Pick<ChainView, 'refused' | 'leftOut'>): Html => {
  const reasons = Object.entries(refused).map(([reason, rows]) => `${count(rows)} ${reason}`)
  return html`${reasons.length === 0 ? undefined : html`<p class="note">Quotations that do not count: ${reasons.join(', ')}.</p>`}
  ${
    leftOut.length === 0
      ? undefined
      : html`<p class="note">
          Expiries left out: ${leftOut.map(({ expiry, reason }) => `${utcMinute(expiry)} (${reason})`).join(', ')}.
        </p>`
  }`
}

/** Term structure of volatility at the money, risk reversal and butterfly. */
export const termFigure = (echarts: Echarts, id: string, expiries: readonly FittedSmile[]): Html =>
  figure(echarts, {
    id: `${id}-term`,
    title: 'Term structure',
    chart: termChart(expiries),
    key: [
      { colour: 'blue', text: 'at the money' },
      { colour: 'orange', text: '25-delta risk reversal' },
      { colour: 'green', text: '25-delta butterfly' },
    ],
  })

/** Smiles side by side. */
export const smileFigures = (echarts: Echarts, id: string, expiries: readonly ExpiryView[]): Html =>
  html`<div class="pair">
    ${expiries.map((expiry, i) =>
      figure(echarts, {
        id: `${id}-smile-${i}`,
        title: `${utcMinute(expiry.expiry)}, ${fixed(365 * expiry.years, 1)} days`,
        chart: smileChart(expiry),
        key: [
          { colour: 'blue', text: 'SVI' },
          { colour: 'grey', text: 'bid to ask' },
        ],
      }),
    )}
  </div>`

/** Days to expiry whose nearest smiles an evaluation draws. */
const drawnDays = [7, 30, 90, 180]

const drawnExpiries = (expiries: readonly ExpiryView[]): readonly ExpiryView[] => {
  const distance = (one: ExpiryView, days: number): number => Math.abs(Math.log((365 * one.years) / days))
  const nearest = (days: number): ExpiryView =>
    expiries.reduce((best, one) => (distance(one, days) < distance(best, days) ? one : best))
  return expiries.length === 0 ? [] : [...new Set(drawnDays.map(nearest))]
}

const movedCells = (moved: Moved | undefined): readonly string[] =>
  moved === undefined
    ? ['–', '–', '–']
    : [points(moved.last), signed(100 * (moved.last - moved.first), 2), `${points(moved.low)} to ${points(moved.high)}`]

const moveTable = (moves: readonly SurfaceMove[]): Html =>
  dataTable(
    'How it moved over the test part; volatilities in points a year',
    [
      { text: 'Days' },
      { text: 'Snapshots', numeric: true },
      ...['At the money', 'Risk reversal'].flatMap((name): readonly HeadCell[] => [
        { text: `${name}, last`, numeric: true },
        { text: 'Since the first', numeric: true },
        { text: 'Range', numeric: true },
      ]),
    ],
    moves.map(({ days, snapshots, atMoney, riskReversal }): BodyRow => ({
      head: count(days),
      cells: cells([count(snapshots), ...movedCells(atMoney), ...movedCells(riskReversal)]),
    })),
  )

const historyFigures = (echarts: Echarts, id: string, { history }: NonNullable<RecordingPlots['surface']>): Html => {
  const key = history.maturities.map(({ days }, i) => ({
    colour: historyColours[i % historyColours.length],
    text: `${count(days)} days`,
  }))
  const measures = [
    ['atMoney', 'At the money through the test part'],
    ['riskReversal', '25-delta risk reversal through the test part'],
  ] as const
  return html`<div class="pair">
    ${measures.map(([measure, title]) =>
      figure(echarts, { id: `${id}-history-${measure}`, title, chart: surfaceHistoryChart(history, measure), key }),
    )}
  </div>`
}

/**
 * The surface of a recording's options at the last snapshot of the test part: term structure, smiles, how it moved; or
 * why there is none. `plots` absent leaves the figures out.
 */
export const surfaceSection = (
  echarts: Echarts,
  id: string,
  score: SurfaceScore,
  plots: RecordingPlots['surface'],
): Html => {
  const { symbol, venue } = score
  if (score.kind === 'none')
    return html`<p>${symbol} on ${venue} has option quotes and no surface: ${score.reason}.</p>`
  const { at, fittedAt, carried, settlement, expiries } = score
  const views = plots && expiries.map((expiry, i) => ({ ...expiry, points: plots.quotes[i] ?? [] }))
  return html`<p>
      Implied volatility of ${symbol} on ${venue} at ${utcMinute(at)} UTC, the last quotation of the test part;
      ${settlement} options.
    </p>
    ${
      carried === undefined
        ? undefined
        : html`<p class="note">It is carried from ${utcMinute(fittedAt)}: ${carried} since then.</p>`
    }
    ${surfaceNotes(score)} ${expiryTable(expiries)} ${termFigure(echarts, id, expiries)}
    ${views && smileFigures(echarts, id, drawnExpiries(views))} ${maturityTable(score.maturities)}
    ${score.moves.length > 0 ? moveTable(score.moves) : undefined}
    ${plots && plots.history.time.length > 1 ? historyFigures(echarts, id, plots) : undefined}`
}
