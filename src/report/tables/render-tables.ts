import { adaptiveVerdict } from '../adaptive-verdict'
import { fixed, percent } from '../format'
import { originBanner } from '../labels'
import type { Leg, RegimeScore, Summary } from '../summary'
import { forecastText } from './forecast-text'
import { hedgingText } from './hedging-text'
import { printable } from './printable'
import { regimeText } from './regime-text'

const gapShare = ({ oracleGapShare }: Leg): readonly string[] => {
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

/** What calls of regimes are held against, in words. */
export const judges: Readonly<Record<RegimeScore['judgedBy'], string>> = {
  truth: 'the simulated truth',
  'hidden-regimes': 'hidden regimes with the future in sight',
  'jump-model': 'a jump model that saw the future',
  'forward-variance': 'the variance to come',
}

const legText = (leg: Leg): string => {
  const { split } = leg
  return [
    `${originBanner(leg.origin)} · ${printable(leg.title)} (${printable(leg.series)})`,
    `trained ${split.trainFrom} to ${split.trainTo}, tested ${split.testFrom} to ${split.testTo}`,
    '',
    'Volatility forecast, out of sample (QLIKE, lower is better; * in the 90 % model confidence set)',
    forecastText(leg.forecast),
    '',
    `Regime classifier, filtered, judged by ${judges[leg.regime.judgedBy]}`,
    regimeText(leg.regime),
    '',
    `Hedging of short ${fixed(leg.optionDays, leg.optionDays % 1 === 0 ? 0 : 1)}-day at-the-money options, by entropic price (bp of spot, ± half of the 95 % interval; * best)`,
    hedgingText(leg.hedging),
    '',
    ...gapShare(leg),
    ...[...new Set([...adaptiveVerdict(leg.hedging).sentences, ...leg.verdict])].map(printable),
  ].join('\n')
}

/**
 * The results as compact text tables for a terminal, leg by leg, each under a line that says synthetic or real data.
 */
export const renderTables = ({ legs }: Summary): string => legs.map(legText).join('\n\n')
