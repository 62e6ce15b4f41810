import type { Share } from '../../training/studies/setting-b/figures'
import type { SettingB } from '../../training/studies/setting-b/setting-b'
import { rowsTable } from '../report/tables/text-table'

type Bounds = Share['ci']['price']

const percent = (value: number): string => `${(100 * value).toFixed(0)} %`
const within = (value: number, [low, high]: Bounds): string =>
  `${percent(value)} (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`
const or = (value: number | undefined, decimals: number): string =>
  value === undefined ? '–' : value.toFixed(decimals)

const rowTable = ({ rows }: SettingB): string =>
  rowsTable(rows, [
    ['strategy', ({ strategy }) => strategy, 'left'],
    ['paths', ({ paths }) => String(paths)],
    ['price ± s.e.', ({ price }) => `${price.value.toFixed(5)} ± ${price.standardError.toFixed(5)}`],
    ['published', ({ published }) => or(published?.price, 5)],
    ['sd', ({ sd }) => sd.toFixed(4)],
    ['excess ES5 ± s.e.', ({ excessEs }) => `${excessEs.value.toFixed(4)} ± ${excessEs.standardError.toFixed(4)}`],
    ['published', ({ published }) => or(published?.excessEs, 4)],
    ['cost', ({ cost }) => cost.toFixed(5)],
    ['trades', ({ trades }) => trades.toFixed(0)],
    ['share of price gap', ({ share }) => within(share.price, share.ci.price)],
    ['of ES gap', ({ share }) => within(share.es95, share.ci.es95)],
  ])

const markTable = ({ rows }: SettingB): string =>
  rowsTable(rows, [
    ['strategy', ({ strategy }) => strategy, 'left'],
    ['tracking sd', ({ trackingSd }) => or(trackingSd, 5)],
    ['cost', ({ cost }) => cost.toFixed(5)],
    ['CE', ({ ce }) => or(ce, 5)],
    ['evaluations', ({ evaluations }) => or(evaluations, 0)],
  ])

const detectionTable = ({ detection }: SettingB): string =>
  rowsTable(detection, [
    ['who', ({ who }) => who, 'left'],
    ['into', ({ into }) => into, 'left'],
    ['switches', ({ switches }) => String(switches)],
    ['called', ({ called }) => percent(called)],
    ['mean hours', ({ meanHours }) => meanHours.toFixed(1)],
    ['median', ({ medianHours }) => String(medianHours)],
  ])

const biasTable = ({ bias }: SettingB): string =>
  rowsTable(bias, [
    ['who', ({ who }) => who, 'left'],
    ['calm', ({ calm }) => calm.toFixed(3)],
    ['turbulent', ({ turbulent }) => turbulent.toFixed(3)],
    ['rmse of vol', ({ volRmse }) => volRmse.toFixed(4)],
  ])

/**
 * Setting B as text: the headline, every strategy beside the published figures, and the gap between the models and the
 * true parameters.
 */
export const settingBText = (table: SettingB): string => {
  const { share, shortfall, policy, training } = table
  const { detection, estimation } = shortfall
  return [
    'Short 30-day at-the-money call between two volatilities, hourly evaluations, cost 5 bp, a = 30, Whalley-Wilmott band',
    '',
    `The trained models capture ${within(share.price, share.ci.price)} of the gap in price and ${within(share.es95, share.ci.es95)} of that in excess ES5 between`,
    'a constant volatility and the true regime (95 % intervals).',
    `Missing of the price gap: ${percent(detection.price)} to detection (what Bayes' rule cannot see in the prices either), ${percent(estimation.price)} to estimation; of the ES gap ${percent(detection.es95)} and ${percent(estimation.es95)}.`,
    '',
    rowTable(table),
    '',
    'Around one mark for all, the delta at the average variance to expiry of the true regime: tracking before cost, and the',
    'certainty equivalent, mean cost + (a/2) × risk',
    '',
    markTable(table),
    '',
    'Hours until the new state is called, of switches called before they ended',
    '',
    detectionTable(table),
    '',
    'Forecast over true expected average variance, by true state',
    '',
    biasTable(table),
    '',
    `Trained on ${training.hours} hours; labelled states of volatility ${training.vols.map((vol) => vol.toFixed(3)).join(' and ')}, mean stay ${training.meanDays.map((days) => days.toFixed(1)).join(' and ')} days, ${training.mislabelled.map(percent).join(' and ')} of their hours mislabelled.`,
    `Policy: ${percent(policy.forecasterShare)} of the variance from the forecaster; band × ${policy.multiplier.toFixed(2)}. Volatility × ${policy.premium.constant.price} for the tuned constant, × ${policy.premium.trained.price} for the models by price, × ${policy.premium.trained.es95} by shortfall.`,
  ].join('\n')
}
