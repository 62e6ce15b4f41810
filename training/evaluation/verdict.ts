import type { ForecastScore, HedgingScore, OracleGapShare, RegimeScore } from '../../src/report/summary'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const basisPoints = (value: number): string => `${(10_000 * value).toFixed(2)} bp`

const forecastVerdict = ({ horizon, ratioToLogHar, dm, n }: ForecastScore): string => {
  const significant = dm.pValue < 0.05
  const direction = ratioToLogHar < 1 ? 'below' : 'above'
  if (ratioToLogHar === 1)
    return `Volatility over ${horizon}: the forecaster found nothing to add to log-HAR (n = ${n}).`
  return `Volatility over ${horizon}: QLIKE ${percent(Math.abs(1 - ratioToLogHar))} ${direction} log-HAR, ${significant ? 'significant' : 'not significant'} (DM p = ${dm.pValue.toPrecision(2)}, n = ${n}).`
}

const regimeVerdict = ({ balancedAccuracy, logLoss, baselines, judgedBy }: RegimeScore): string => {
  const best = Object.entries(baselines).reduce((top, entry) => (entry[1].logLoss < top[1].logLoss ? entry : top))
  const wins = logLoss < best[1].logLoss
  const judge = judgedBy === 'truth' ? 'the simulator’s states' : 'the jump model’s smoothed states'
  return `Regimes against ${judge}: log loss ${logLoss.toFixed(3)}, ${wins ? 'below' : 'not below'} the best baseline (${best[0]} ${best[1].logLoss.toFixed(3)}); balanced accuracy ${percent(balancedAccuracy)}.`
}

const hedgingVerdict = (scores: readonly HedgingScore[]): string[] => {
  const adaptive = scores.find(({ strategy }) => strategy === 'adaptive')
  const rivals = scores.filter(({ strategy }) => strategy !== 'adaptive')
  if (adaptive === undefined || rivals.length === 0) return []
  const best = rivals.reduce((top, score) => (score.entropicPrice < top.entropicPrice ? score : top))
  const excess = best.excessOverAdaptive
  if (excess === undefined) return []
  const sure = excess.ci[0] > 0 || excess.ci[1] < 0
  const gap = `${basisPoints(Math.abs(excess.value))} of spot, ${sure ? 'significant' : 'not significant'} (95 % interval ${basisPoints(excess.ci[0])} to ${basisPoints(excess.ci[1])})`
  const verdict =
    excess.value > 0
      ? `Hedging: adaptive has the lowest entropic price, below the best fixed strategy (${best.strategy}, ${best.setting}) by ${gap}.`
      : `Hedging: adaptive does not win: ${best.strategy} (${best.setting}) has the lower entropic price by ${gap}.`
  const tracker = rivals
    .filter(({ strategy }) => strategy !== 'no-hedge')
    .reduce((top, score) => (score.trackingSd < top.trackingSd ? score : top))
  return [
    verdict,
    `Tracking: sd ${basisPoints(adaptive.trackingSd)} at a cost of ${basisPoints(adaptive.cost)}; the closest fixed strategy (${tracker.strategy}) has ${basisPoints(tracker.trackingSd)} at ${basisPoints(tracker.cost)}.`,
  ]
}

/** Plain sentences on what a leg shows and does not show; `lives` is the length of the test part in option lives. */
export const verdictOf = (
  forecast: readonly ForecastScore[],
  regime: RegimeScore,
  hedging: readonly HedgingScore[],
  share: OracleGapShare | undefined,
  lives: number,
): string[] => [
  ...hedgingVerdict(hedging),
  ...(share === undefined
    ? []
    : [
        `Of the gap between constant volatility and the known truth, adaptive captures ${percent(share.price)} in price (95 % interval ${percent(share.ci.price[0])} to ${percent(share.ci.price[1])}).`,
      ]),
  ...forecast.map(forecastVerdict),
  regimeVerdict(regime),
  ...(lives < 20
    ? [`The test part is only ${lives.toFixed(1)} option lives long: its options overlap and the intervals say little.`]
    : []),
]
