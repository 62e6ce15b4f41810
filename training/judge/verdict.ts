import { adaptiveVerdict } from '../../src/report/adaptive-verdict'
import { judgeLabels, modelLabel } from '../../src/report/labels'
import type { OptimumScore, PolicyScores } from '../../src/report/policy-scores'
import type {
  BaselineScore,
  ForecastScore,
  NextHourScore,
  OracleGapShare,
  RecordingResult,
  RegimeScore,
} from '../../src/report/summary'
import type { BeatenHorizon } from './unseen'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const dmOf = (pValue: number): string => `DM p = ${pValue.toPrecision(2)}`

/** '3.28 times' or '1.2 % above'. */
const above = (ratio: number): string => (ratio >= 1.5 ? `${ratio.toFixed(2)} times` : `${percent(ratio - 1)} above`)

/** The forecaster against the baselines that stand better than log-HAR, or against the best of them. */
const bestBaselineVerdict = ([best, ...others]: readonly BaselineScore[]): string => {
  const beaters = [best, ...others].filter(({ ratio, pValue }) => ratio > 1 && pValue < 0.05)
  const named = beaters.filter(({ model }) => model !== 'logHar')
  if (named.length > 0) {
    const parts = named.map(({ model, ratio, pValue }) => `${modelLabel(model)} (${above(ratio)} its, ${dmOf(pValue)})`)
    return `; better than the forecaster beyond chance: ${parts.join(', ')}.`
  }
  if (best.model === 'logHar') return '; log-HAR is the best baseline.'
  const standing =
    best.ratio > 1
      ? `${above(best.ratio)} it, within chance`
      : `${percent(1 - best.ratio)} below it, ${best.pValue < 0.05 ? 'significant' : 'not significant'}`
  return `; the best baseline is ${modelLabel(best.model)}: ${standing} (${dmOf(best.pValue)}).`
}

const forecastVerdict = ({ horizon, ratioToLogHar, dm, n, baselines }: ForecastScore): string => {
  const against = bestBaselineVerdict(baselines)
  if (Math.abs(ratioToLogHar - 1) < 5e-4)
    return `Volatility over ${horizon}: the forecaster found nothing to add to log-HAR (n = ${n})${against}`
  const significance = dm.pValue < 0.05 ? 'significant' : 'not significant'
  const standing =
    ratioToLogHar < 1
      ? `${percent(1 - ratioToLogHar)} below`
      : `${above(ratioToLogHar).replace(/times$/, 'times that of')}`
  return `Volatility over ${horizon}: QLIKE ${standing} log-HAR, ${significance} (${dmOf(dm.pValue)}, n = ${n})${against}`
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

const servesText: Readonly<Record<BeatenHorizon['serves'], string>> = {
  forecaster: 'it served all the same, by an earlier rule',
  'log-har': 'log-HAR serves there in its place',
  'seasonal-log-har': 'seasonal log-HAR serves there in its place',
  nothing:
    'neither log-HAR nor seasonal log-HAR is level with it there: these models are in service as asked, not because they earned it',
}

/** Where a baseline beat the forecaster on the folds of its training: by how much, and what serves there since. */
const beatenVerdict = (all: readonly BeatenHorizon[], forecast: readonly ForecastScore[]): readonly string[] =>
  [...new Set(all.map(({ measure }) => measure))].map((measure) => {
    const of = all.filter((one) => one.measure === measure)
    const name = forecast.find(({ horizonBars }) => measure === `qlike ${horizonBars}`)?.horizon ?? measure
    const parts = of.map(({ by, ratio, p }) => `${modelLabel(by)} (QLIKE ${above(ratio)} its, p = ${p.toPrecision(2)})`)
    return `Over ${name} the forecaster was beaten beyond chance on the folds of its training by ${parts.join(', ')}; ${servesText[of[0].serves]}.`
  })

const optimumVerdict = (optimum: OptimumScore): string => {
  const what = 'the exact optimum in the world fitted to the earlier bars'
  if ('reason' in optimum) return `What ${what} gains over Whalley-Wilmott is not known: ${optimum.reason}.`
  const { gain, target } = optimum
  return `In certainty equivalent ${what} gains ${percent(gain.value)} [${gain.ci.map((x) => (100 * x).toFixed(1)).join(', ')}] over Whalley-Wilmott, the regime seen by both; six tenths of it, ${percent(target)}, is what a learned band can be asked for.`
}

/** The scores of one recording. */
type Scores = Pick<RecordingResult, 'forecast' | 'regime' | 'hedging' | 'oracleGapShare' | 'optimum'> &
  PolicyScores & { readonly beaten: readonly BeatenHorizon[] }

/** Sentences on what scores show and do not show; `lives` is the length of the test part in option lives. */
export const verdictOf = (scores: Scores, lives: number): string[] => [
  ...adaptiveVerdict(scores).sentences,
  ...(scores.oracleGapShare === undefined ? [] : [shareVerdict(scores.oracleGapShare)]),
  ...(scores.optimum === undefined ? [] : [optimumVerdict(scores.optimum)]),
  ...scores.forecast.map(forecastVerdict),
  ...beatenVerdict(scores.beaten, scores.forecast),
  regimeVerdict(scores.regime),
  ...(lives < 20
    ? [`The test part is only ${lives.toFixed(1)} option lives long: its options overlap and the intervals say little.`]
    : []),
]
