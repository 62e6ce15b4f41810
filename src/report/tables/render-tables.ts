import { adaptiveVerdict, channelSentence } from '../adaptive-verdict'
import { fixed, optionLife, percent } from '../format'
import { judgeLabels, originBanner } from '../labels'
import type { RecordingResult, Summary } from '../summary'
import { forecastText } from './forecast-table'
import { guardText } from './hedging-table'
import { ablationText, byRegimeText, equalTrackingText } from './policy-tables'
import { regimeText } from './regime-table'
import { printable } from './text-table'

const gapShare = ({ oracleGapShare }: RecordingResult): readonly string[] => {
  if (oracleGapShare === undefined) return []
  const { price, es95, ci, gap } = oracleGapShare
  const share = (around: readonly [number, number], value: number, [low, high]: readonly [number, number]) =>
    around[0] > 0 ? `${percent(value)} [${fixed(low * 100, 1)}, ${fixed(high * 100, 1)}]` : 'no gap beyond chance'
  return [
    `Share of the gap between constant volatility and the known truth that adaptive captures:`,
    `  entropic price ${share(gap.ci.price, price, ci.price)}, excess ES95 ${share(gap.ci.es95, es95, ci.es95)}`,
    '',
  ]
}

const hedgingText = (leg: RecordingResult): readonly string[] => {
  if (leg.hedging.length === 0) return ['(no hedge was evaluated)', '']
  const channels = channelSentence(leg.regimeChannels)
  return [
    `Hedging of short ${optionLife(leg.optionDays)}-day at-the-money options: what adaptive saves at equal tracking (95 % interval; † at the rival’s nearest setting), and each strategy as tuned`,
    equalTrackingText(leg),
    '',
    ...(leg.byRegime.length === 0 ? [] : ['Adaptive by called regime', byRegimeText(leg), '']),
    ...(leg.ablation.length === 0 ? [] : ['The policy without one of its parts', ablationText(leg), '']),
    ...(channels === undefined ? [] : [channels, '']),
    'Guard, total P&L by entropic price (bp of spot, ± half of the 95 % interval; * best)',
    guardText(leg.hedging),
    '',
  ]
}

const recordingText = (leg: RecordingResult): string => {
  const { split } = leg
  return [
    `${originBanner(leg.origin)} · ${printable(leg.title)} (${printable(leg.series)})`,
    `trained ${split.trainFrom} to ${split.trainTo}, tested ${split.testFrom} to ${split.testTo}`,
    '',
    ...hedgingText(leg),
    'Volatility forecast, out of sample (QLIKE, lower is better; * in the 90 % model confidence set)',
    forecastText(leg.forecast),
    '',
    `Regime classifier, filtered, judged by ${judgeLabels[leg.regime.judgedBy]}`,
    regimeText(leg.regime),
    '',
    ...gapShare(leg),
    ...[...new Set([...adaptiveVerdict(leg).sentences, ...leg.verdict])].map(printable),
  ].join('\n')
}

/**
 * The results as compact text tables for a terminal, leg by leg, each under a line that says synthetic or real data.
 */
export const renderTables = ({ legs }: Summary): string => legs.map(recordingText).join('\n\n')
