import { channelSentence } from '../adaptive-verdict'
import { count, fixed, interval, measuredDigits, optionLife, percent, signed } from '../format'
import { strategyLabel } from '../labels'
import { bestStrategies, measureDigits, measureStyles } from '../measures'
import type { Measured } from '../measured'
import type { HedgingMeasure, HedgingScore, OracleGapShare, RecordingResult } from '../summary'
import { dataTable, numberCell, withUnit, type BodyRow, type HeadCell } from './data-table'
import { html, type Html } from './html'
import { ablationTable, byRegimeTable, equalTrackingTable } from './policy-tables'

const order: readonly HedgingMeasure[] = ['entropicPrice', 'meanPnl', 'sd', 'es95']

const withInterval = (value: string, bounds: string): Html => html`${value}<span class="ci">${bounds}</span>`

const excessCell = (excess: Measured | undefined): Html => {
  if (excess === undefined) return numberCell('–')
  const { value, ci } = excess
  const digits = Math.min(3, measuredDigits(excess, 1e4))
  return numberCell(withInterval(signed(value * 1e4, digits), interval(ci, digits, 1e4)))
}

/** Total P&L of every strategy, which adaptive must not worsen; the only table with no-hedge. */
const guardTable = (scores: readonly HedgingScore[]): Html => {
  const sorted = [...scores].sort((a, b) => a.entropicPrice - b.entropicPrice)
  const cell = (score: HedgingScore, m: HedgingMeasure): Html => {
    const { factor } = measureStyles[m]
    const mark = bestStrategies(scores, m).includes(score.strategy) ? 'best' : undefined
    const digits = measureDigits(scores, m)
    return numberCell(withInterval(fixed(score[m] * factor, digits), interval(score.ci[m], digits, factor)), mark)
  }
  const head = (title: string): HeadCell => ({ text: withUnit(title, 'bp'), numeric: true })
  return dataTable(
    'Guard, total P&L with the premium: every strategy as tuned, cheapest entropic price first; 95 % interval below each value, best value in bold; positive differences favour adaptive',
    [
      { text: 'Strategy' },
      ...order.map((m) => head(measureStyles[m].title)),
      ...['Price over adaptive', 'ES95 over adaptive'].map(head),
    ],
    sorted.map((score): BodyRow => ({
      head: html`${strategyLabel(score.strategy)}<small>${score.setting}</small>`,
      ...(score.strategy === 'adaptive' ? { mark: 'ours' as const } : {}),
      cells: [
        ...order.map((m) => cell(score, m)),
        ...[score.excessOverAdaptive, score.excessEs95OverAdaptive].map(excessCell),
      ],
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
 * Hedging results of a recording: every strategy at equal tracking, adaptive by regime and without its parts, total P&L
 * as the guard, the oracle gap where known.
 */
export const hedgingSection = (result: RecordingResult, figures?: Html): Html => {
  const { hedging, oracleGapShare, optionDays } = result
  const channels = channelSentence(result.regimeChannels)
  if (hedging.length === 0) return html`<p>No hedge was evaluated on this recording.</p>`
  return html`<p>
      A strip of short ${optionLife(optionDays)}-day at-the-money options, ${count(hedging[0].paths)} test paths, every
      strategy on the same ones and around the same centre, the delta at the volatility of the mark. Basis points of the
      spot at the start. Tracking is the distance, before cost, from the frictionless hedge at every bar; the certainty
      equivalent is mean cost plus half the risk aversion times mean squared distance times realized variance.
    </p>
    ${equalTrackingTable(result)}${figures}${byRegimeTable(result)}${ablationTable(result)}
    ${channels === undefined ? undefined : html`<p>${channels}</p>`}${guardTable(hedging)}
    ${oracleGapShare === undefined ? undefined : gapTable(oracleGapShare)}`
}
