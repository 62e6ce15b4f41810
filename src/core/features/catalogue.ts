import type { VarianceKind } from '../market/bars/bar-variance'
import { absoluteReturnEwma } from './absolute-return-ewma'
import { depthRatio, quoteIntensity, spreadChange, tradeIntensity, volumeRatio } from './activity'
import { amihud } from './amihud'
import { autocorrelation } from './autocorrelation'
import { bipowerVariation, jumpShare } from './bipower-variation'
import { downsideShare } from './downside-share'
import { drawdown } from './drawdown'
import type { BarPart, Feature } from './feature'
import { fundingRate } from './funding-rate'
import { impliedMinusRealized, impliedVolChange } from './implied-vol'
import { averageTrueRange, bollingerWidth, directionalIndex, relativeStrength } from './indicators'
import { intrabarVariance, intrabarVarianceRatio } from './intrabar-variance'
import { kyleLambda } from './kyle-lambda'
import { logReturn } from './log-return'
import { macroBeta, macroCorrelation, macroLevel, type MacroSeries } from './macro-correlation'
import { orderFlowImbalance } from './order-flow-imbalance'
import { rangePosition } from './range-position'
import { garmanKlassRange, parkinson, rogersSatchell } from './range-variance'
import { realizedVariance } from './realized-variance'
import { relativeQuarticity } from './relative-quarticity'
import { rollSpread } from './roll-spread'
import { dayOfWeek, seasonOf, timeOfDay } from './season'
import { signedVolumeImbalance } from './signed-volume-imbalance'
import { micropriceOffset, queueImbalance, relativeSpread } from './top-of-book'
import { trend } from './trend'
import { varianceRatio } from './variance-ratio'
import { volatilityOfVolatility } from './volatility-of-volatility'
import { vpin } from './vpin'
import { yangZhang } from './yang-zhang'

export { barPartsOf, startFeatures } from './feature'

/** The bars that features are made for: the windows derive from it. */
export type FeatureProfile = {
  readonly barSeconds: number
  readonly barsPerDay: number
  readonly barsPerYear: number
  /** Windows of log-HAR in bars, rising, at least one. */
  readonly lags: readonly number[]
  /** The variance proxy of the log-HAR inputs. */
  readonly variance: VarianceKind
  /** Least variance of a bar in the log-HAR inputs; 1e-12 where absent. */
  readonly leastVariance?: number | undefined
}

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)))

/**
 * The two windows of everything but the log-HAR inputs, in bars. Slow: the longest lag, between 20 (statistics of fewer
 * returns are noise) and 240 (longer history is the log-HAR inputs' own). Fast: an eighth of it, at least 10. So no
 * feature warms up much later than the longest lag.
 */
const windowsOf = (lags: readonly number[]): { readonly fast: number; readonly slow: number } => {
  const slow = within(20, lags[lags.length - 1], 240)
  return { slow, fast: within(10, slow / 8, 60) }
}

const priceFeatures = (fast: number, slow: number): Feature[] => [
  logReturn(1),
  logReturn(fast),
  absoluteReturnEwma(fast),
  autocorrelation(slow),
  varianceRatio(5, slow),
  drawdown(slow),
  rangePosition(slow),
  intrabarVarianceRatio(slow),
  intrabarVariance(fast),
  bipowerVariation(slow),
  jumpShare(slow),
  downsideShare(slow),
  relativeQuarticity(slow),
  parkinson(fast),
  garmanKlassRange(fast),
  rogersSatchell(slow),
  yangZhang(slow),
  volatilityOfVolatility(slow),
  rollSpread(slow),
  averageTrueRange(14),
  directionalIndex(14),
  relativeStrength(14),
  bollingerWidth(20),
]

const flowFeatures = (fast: number, slow: number): Feature[] => [
  volumeRatio(slow),
  amihud(fast, slow),
  vpin(50, slow),
  tradeIntensity(slow),
  signedVolumeImbalance(fast),
  kyleLambda(slow),
  orderFlowImbalance(1),
  orderFlowImbalance(fast),
  queueImbalance,
  micropriceOffset,
  relativeSpread,
  spreadChange(slow),
  depthRatio(slow),
  quoteIntensity(slow),
]

/** Prints of a series in the windows of its features: a month of daily ones. */
const macroPrints = 22

/** Fewer bars are too noisy for a drift. */
const leastTrend = 12

/** Drift and its falling share over the windows of log-HAR, beside the falling share of the slow window. */
const leverageFeatures = (lags: readonly number[], slow: number): Feature[] =>
  lags.filter((lag) => lag >= leastTrend).flatMap((lag) => [trend(lag), ...(lag === slow ? [] : [downsideShare(lag)])])

/**
 * A bar of a day has no time of day; a longer one no day of the week either. Where the windows of log-HAR are shorter
 * than a day, the recording is too short for more than one wave a week.
 */
const seasonFeatures = ({ barSeconds, barsPerDay, lags }: FeatureProfile): readonly Feature[] =>
  seasonOf([
    ...(barSeconds < 86_400 ? timeOfDay(3) : []),
    ...(barSeconds <= 86_400 ? dayOfWeek(barSeconds < 86_400 && lags[lags.length - 1] > barsPerDay ? 3 : 1) : []),
  ])

/**
 * The ordered features for a recording with these parts: first `realized-variance-<lag>` for every lag in rising order,
 * then the others in a fixed order. Names are unique and carry their windows, so equal names are equal columns. `macro`
 * series add correlation, beta and level each.
 */
export const featuresFor = (
  parts: readonly BarPart[],
  profile: FeatureProfile,
  macro: readonly MacroSeries[] = [],
): readonly Feature[] => {
  const { fast, slow } = windowsOf(profile.lags)
  const all = [
    ...profile.lags.map((lag) => realizedVariance(lag, profile.variance, profile.leastVariance)),
    ...priceFeatures(fast, slow),
    ...leverageFeatures(profile.lags, slow),
    ...flowFeatures(fast, slow),
    impliedMinusRealized(slow, profile.barsPerYear, profile.variance),
    impliedVolChange(fast),
    fundingRate(1),
    fundingRate(slow),
    ...seasonFeatures(profile),
    ...macro.flatMap((series) => [
      macroCorrelation(series, macroPrints),
      macroBeta(series, macroPrints),
      macroLevel(series, macroPrints),
    ]),
  ]
  return all.filter((feature) => feature.needs.every((part) => parts.includes(part)))
}
