import { chooseBackend } from '../../models/backend'
import { loadPolicy } from '../../models/store/model-set'
import { prepare, type Prepared } from '../data/prepare'
import { unseenPart } from '../judge/unseen'
import { adaptiveLens } from '../tune/adaptive-lens'
import { premiums, sellStrip, volatilityColumn } from '../tune/view/strip'
import { logHarTerm } from '../tune/view/term-structure'
import { recordedMark } from '../tune/view/view'
import type { HedgeMarket } from './hedge-market'
import type { PathOptions } from './mandate'

/** Share of a recording on which log-HAR is fitted before the first option is sold, where no models are given. */
const FITTED_SHARE = 0.3

const market = (
  { market: { profile, bars, description, instrument }, dataset, cost }: Prepared,
  from: number,
  to: number,
  { legs, fixedCost }: PathOptions,
) => {
  const strip = { ...sellStrip(dataset.series, { from, to }, profile, cost), legs, fixedCost }
  const vol = volatilityColumn(strip, logHarTerm(dataset.series, from, profile), dataset.series.barsPerYear)
  const mark = recordedMark(strip, bars, dataset.series, vol)
  const held: HedgeMarket = {
    title: `${instrument.symbol} of ${description.title}: ${strip.paths} options over ${((to - from) / profile.barsPerDay).toFixed(0)} days`,
    origin: description.origin,
    paths: strip,
    stepSeconds: profile.barSeconds,
    volSource: 'log-har',
    vol,
    mark,
    premium: premiums(strip, bars, vol),
    overlap: strip.overlap,
  }
  return { strip, mark, held }
}

/**
 * Options sold on a recording. With a registry they are sold on bars that its champions have not seen, and the adaptive
 * strategy is that of the registry; without one log-HAR is fitted on the first 30 % and options are sold on the rest.
 * The premium is that of log-HAR, whatever volatility the strategies use.
 */
export const recordingMarket = async (
  data: string,
  models: string | undefined,
  options: PathOptions,
): Promise<HedgeMarket> => {
  if (models === undefined) {
    const prepared = await prepare(data, options)
    const { first, series } = prepared.dataset
    const from = first + Math.floor(FITTED_SHARE * (series.length - first))
    return market(prepared, from, series.length, options).held
  }
  await chooseBackend(options.backend ?? 'auto')
  const policy = await loadPolicy(models)
  const { prepared, predictions, test } = await unseenPart(data, models, policy, options)
  const { strip, mark, held } = market(prepared, test.from, test.to, options)
  const lens = adaptiveLens({ strip, mark }, prepared, predictions)
  const { vol } = lens.view
  return {
    ...held,
    ...(options.vol === 'models' && { volSource: 'models', vol }),
    trained: { policy: policy.adaptive, vol, columns: (changed) => lens.columns(changed) },
  }
}
