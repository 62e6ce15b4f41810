import { adaptiveVerdict } from '../adaptive-verdict'
import { fixed, optionLife, percent } from '../format'
import { judgeLabels, originBanner } from '../labels'
import type { RecordingResult, Summary } from '../summary'
import { forecastText } from './forecast-table'
import { hedgingText } from './hedging-table'
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

const recordingText = (leg: RecordingResult): string => {
  const { split } = leg
  return [
    `${originBanner(leg.origin)} · ${printable(leg.title)} (${printable(leg.series)})`,
    `trained ${split.trainFrom} to ${split.trainTo}, tested ${split.testFrom} to ${split.testTo}`,
    '',
    'Volatility forecast, out of sample (QLIKE, lower is better; * in the 90 % model confidence set)',
    forecastText(leg.forecast),
    '',
    `Regime classifier, filtered, judged by ${judgeLabels[leg.regime.judgedBy]}`,
    regimeText(leg.regime),
    '',
    `Hedging of short ${optionLife(leg.optionDays)}-day at-the-money options, by entropic price (bp of spot, ± half of the 95 % interval; * best)`,
    hedgingText(leg.hedging),
    '',
    ...gapShare(leg),
    ...[...new Set([...adaptiveVerdict(leg.hedging).sentences, ...leg.verdict])].map(printable),
  ].join('\n')
}

/**
 * The results as compact text tables for a terminal, leg by leg, each under a line that says synthetic or real data.
 */
export const renderTables = ({ legs }: Summary): string => legs.map(recordingText).join('\n\n')
