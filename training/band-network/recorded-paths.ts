import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { adaptiveLens } from '../tune/adaptive-lens'
import type { AdaptiveSetting } from '../tune/adaptive-candidates'
import { sellStrip, volatilityColumn } from '../tune/view/strip'
import { logHarTerm } from '../tune/view/term-structure'
import { recordedMark } from '../tune/view/view'
import type { BandPaths } from './band-paths'

/**
 * Options sold on the bars of a range, with what a network reads at the models' predictions there, marked as a tuning
 * marks them. `setting`: an adaptive setting with a network, whose columns are taken.
 */
export const recordedPaths = (
  prepared: Prepared,
  predictions: Predictions,
  range: Range,
  { policy, lean }: AdaptiveSetting,
): BandPaths => {
  const { market, dataset, cost } = prepared
  const { series } = dataset
  const strip = sellStrip(series, range, market.profile, cost)
  const logHar = volatilityColumn(strip, logHarTerm(series, range.from, market.profile), series.barsPerYear)
  const mark = recordedMark(strip, market.bars, series, logHar)
  const lens = adaptiveLens({ strip, mark }, prepared, predictions)
  const { nowVol, posterior, jumpShare } = lens.columns(policy)
  const { paths, steps, spot, years } = strip
  return {
    ...{ paths, steps, spot, years, cost: strip.cost, vol: lens.view(lean).vol },
    growth: undefined,
    unwindAtExpiry: true,
    seen: { nowVol, posterior, jumpShare, markDelta: mark.delta, variance: mark.variance },
  }
}
