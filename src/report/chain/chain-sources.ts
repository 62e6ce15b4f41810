import { percent } from '../format'
import type { Measured } from '../measured'

/** How much of the variance of marks the causes explain, one after the other. */
export type ExplainedShare = {
  /** Options at both ends of an interval: quoted within 10 %, a day to expiry at least, with open interest. */
  readonly pairs: number
  /** 1 − Σ (change − causes)² / Σ change²: by delta, gamma and theta; with vega at the money; with all causes. */
  readonly spot: number
  readonly atMoney: number
  readonly all: number
}

/** What the expected variance is taken of, as shares of the looks. */
export type ChainForecastShares = {
  readonly models: number
  readonly bars: number
  readonly chains: number
  readonly implied: number
}

/** Variance of the profit hedged at every look around a centre, over that around net delta, on the months judged. */
export type CentreVariance = { readonly centre: string; readonly ratio: Measured }

/** What forecast, in a clause; sources that made none are left out. */
export const forecastText = ({ models, bars, chains, implied }: ChainForecastShares): string =>
  [
    { name: 'the models', share: models },
    { name: 'log-HAR on bars', share: bars },
    { name: 'log-HAR on the index at chains', share: chains },
    { name: 'the implied volatility', share: implied },
  ]
    .filter(({ share }) => share > 0)
    .map(({ name, share }) => `${name} at ${percent(share, 1)} of the looks`)
    .join(', ')

/** What is charged of the hedge's funding, in a clause. */
export const fundedText = (funded: number | undefined): string =>
  funded === undefined
    ? 'a dated future pays no funding'
    : funded === 0
      ? 'its funding is not recorded, none is charged'
      : `${percent(funded, 1)} of its funding is recorded and charged`

/** What centres do to the variance of the marked profit, in a sentence. */
export const varianceText = (variances: readonly CentreVariance[]): string =>
  `Variance of the marked profit hedged at every look, over that around net delta: ${variances
    .map(
      ({ centre, ratio: { value, ci } }) =>
        `${centre} ${value.toFixed(3)} [${ci.map((end) => end.toFixed(3)).join(', ')}]`,
    )
    .join(', ')}`
