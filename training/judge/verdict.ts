import { adaptiveVerdict } from '../../src/report/adaptive-verdict'
import { judgeLabels } from '../../src/report/labels'
import type { PolicyScores } from '../../src/report/policy-scores'
import type {
  ForecastScore,
  NextHourScore,
  OracleGapShare,
  RecordingResult,
  RegimeScore,
} from '../../src/report/summary'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const forecastVerdict = ({ horizon, ratioToLogHar, dm, n }: ForecastScore): string => {
  const significant = dm.pValue < 0.05
  const direction = ratioToLogHar < 1 ? 'below' : 'above'
  if (Math.abs(ratioToLogHar - 1) < 5e-4)
    return `Volatility over ${horizon}: the forecaster found nothing to add to log-HAR (n = ${n}).`
  return `Volatility over ${horizon}: QLIKE ${percent(Math.abs(1 - ratioToLogHar))} ${direction} log-HAR, ${significant ? 'significant' : 'not significant'} (DM p = ${dm.pValue.toPrecision(2)}, n = ${n}).`
}

const nextHourVerdict = ([own, ...others]: readonly NextHourScore[]): string => {
  const beaten = others.filter(({ excess }) => excess !== undefined && excess.ci[0] > 0).map(({ model }) => model)
  const rest = others.filter(({ model }) => !beaten.includes(model)).map(({ model }) => model)
  return `The next hour’s variance class: log loss ${own.loss.toFixed(3)}, ${beaten.length > 0 ? `surely below ${beaten.join(', ')}` : 'surely below none'}${rest.length > 0 ? `; not surely below ${rest.join(', ')}` : ''}.`
}

const regimeVerdict = ({ balancedAccuracy, logLoss, baselines, judgedBy, nextHour }: RegimeScore): string => {
  const best = Object.entries(baselines).reduce((top, entry) => (entry[1].logLoss < top[1].logLoss ? entry : top))
  const wins = logLoss < best[1].logLoss
  return `Regimes against ${judgeLabels[judgedBy]}: log loss ${logLoss.toFixed(3)}, ${wins ? 'below' : 'not below'} the best baseline (${best[0]} ${best[1].logLoss.toFixed(3)}); balanced accuracy ${percent(balancedAccuracy)}. ${nextHourVerdict(nextHour)}`
}

const shareVerdict = ({ price, ci, gap }: OracleGapShare): string => {
  const there = `The gap in price between constant volatility and the known truth is ${(1e4 * gap.price).toFixed(2)} bp`
  if (gap.ci.price[0] <= 0) return `${there}, within chance on these paths: a share of it means nothing.`
  return `${there}; adaptive captures ${percent(price)} of it (95 % interval ${percent(ci.price[0])} to ${percent(ci.price[1])}).`
}

/** The scores of one recording. */
type Scores = Pick<RecordingResult, 'forecast' | 'regime' | 'hedging' | 'oracleGapShare'> & PolicyScores

/** Sentences on what scores show and do not show; `lives` is the length of the test part in option lives. */
export const verdictOf = (scores: Scores, lives: number): string[] => [
  ...adaptiveVerdict(scores).sentences,
  ...(scores.oracleGapShare === undefined ? [] : [shareVerdict(scores.oracleGapShare)]),
  ...scores.forecast.map(forecastVerdict),
  regimeVerdict(scores.regime),
  ...(lives < 20
    ? [`The test part is only ${lives.toFixed(1)} option lives long: its options overlap and the intervals say little.`]
    : []),
]
