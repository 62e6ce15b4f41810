import { adaptiveVerdict } from '../adaptive-verdict'
import { count, fixed, interval, measuredDigits, optionLife, percent, signed } from '../format'
import { strategyLabel } from '../labels'
import { bestStrategies, measureDigits, measureStyles } from '../measures'
import {
  hedgingMeasures,
  type HedgingMeasure,
  type HedgingScore,
  type OracleGapShare,
  type RecordingResult,
} from '../summary'
import { dataTable, numberCell, withUnit, type BodyRow, type HeadCell } from './data-table'
import { html, type Html } from './html'

const order: readonly HedgingMeasure[] = ['entropicPrice', ...hedgingMeasures.filter((m) => m !== 'entropicPrice')]

const withInterval = (value: string, bounds: string): Html => html`${value}<span class="ci">${bounds}</span>`

const excessCell = ({ excessOverAdaptive }: HedgingScore): Html => {
  if (excessOverAdaptive === undefined) return numberCell('–')
  const { value, ci } = excessOverAdaptive
  const digits = Math.min(3, measuredDigits(excessOverAdaptive, 1e4))
  return numberCell(withInterval(signed(value * 1e4, digits), interval(ci, digits, 1e4)))
}

const table = (scores: readonly HedgingScore[]): Html => {
  const sorted = [...scores].sort((a, b) => a.entropicPrice - b.entropicPrice)
  const digits = Object.fromEntries(order.map((m) => [m, measureDigits(scores, m)]))
  const best = Object.fromEntries(order.map((m) => [m, bestStrategies(scores, m)]))
  const cell = (score: HedgingScore, m: HedgingMeasure): Html => {
    const { factor } = measureStyles[m]
    const mark = best[m].includes(score.strategy) ? 'best' : undefined
    return numberCell(withInterval(fixed(score[m] * factor, digits[m]), interval(score.ci[m], digits[m], factor)), mark)
  }
  const heads = order.map((m): HeadCell => {
    const { title, unit } = measureStyles[m]
    return { text: withUnit(title, unit), numeric: true }
  })
  return dataTable(
    'Every strategy with its tuned setting, cheapest entropic price first; 95 % interval below each value, best value in bold; a positive price over adaptive favours adaptive',
    [
      { text: 'Strategy' },
      heads[0],
      {
        text: withUnit('Price over adaptive', 'bp'),
        numeric: true,
      },
      ...heads.slice(1),
    ],
    sorted.map((score): BodyRow => ({
      head: html`${strategyLabel(score.strategy)}<small>${score.setting}</small>`,
      ...(score.strategy === 'adaptive' ? { mark: 'ours' as const } : {}),
      cells: [cell(score, order[0]), excessCell(score), ...order.slice(1).map((m) => cell(score, m))],
    })),
  )
}

const gapTable = (share: OracleGapShare): Html => {
  const { ci, gap } = share
  const row = (head: string, risk: 'price' | 'es95'): BodyRow => {
    const [low, high] = ci[risk]
    const isSure = gap.ci[risk][0] > 0
    return {
      head,
      cells: [
        numberCell(withInterval(`${fixed(gap[risk] * 1e4, 2)} bp`, interval(gap.ci[risk], 2, 1e4))),
        numberCell(isSure ? percent(share[risk]) : 'no gap beyond chance'),
        numberCell(isSure ? `${fixed(low * 100, 1)} to ${fixed(high * 100, 1)} %` : '–'),
      ],
    }
  }
  return dataTable(
    'Share of the gap between constant volatility and the known truth that adaptive captures, same paths',
    [
      { text: 'Measure' },
      { text: 'Gap', numeric: true },
      { text: 'Share', numeric: true },
      { text: '95 % interval', numeric: true },
    ],
    [row('Entropic price', 'price'), row('Excess ES95', 'es95')],
  )
}

/**
 * Hedging results of a recording: where adaptive stands in words, every strategy and measure, the oracle gap where
 * known.
 */
export const hedgingSection = ({ hedging, oracleGapShare, optionDays }: RecordingResult): Html => {
  if (hedging.length === 0) return html`<p>No hedge was evaluated on this recording.</p>`
  const { standing, sentences } = adaptiveVerdict(hedging)
  return html`<p class="standing ${standing}">${sentences.join(' ')}</p>
    <p>
      A strip of short ${optionLife(optionDays)}-day at-the-money options, ${count(hedging[0].paths)} test paths, every
      strategy on the same ones; settings tuned on the training part. Basis points of the spot at the start. P&amp;L
      includes the premium; its sd and ES95 are about the mean; tracking is the distance, before cost, from the
      frictionless hedge at every bar. No hedge costs nothing by construction and does not compete on cost and trades,
      nor delta at every step on tracking, which is measured from it.
    </p>
    ${table(hedging)}${oracleGapShare === undefined ? undefined : gapTable(oracleGapShare)}`
}
