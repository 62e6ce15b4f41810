import { instrumentName } from '../../../core/market/instrument'
import type { PortfolioSettings } from '../../../core/decision/settings'
import type { Refuse } from './cross-checks'
import type { ConfigProblem } from './problem'

/** What an execution contradicts in the portfolio that it stands in. */
export const checkExecution = (
  { execution, mandate, instrument, limits, minInterval, maxInterval }: PortfolioSettings,
  path: ConfigProblem['path'],
  refuse: Refuse,
): void => {
  if (execution === undefined || execution.kind === 'single') return
  if (mandate.kind === 'cppi')
    refuse(
      [...path, 'kind'],
      'is single for an insured portfolio: its gap bound counts on trades that are made at once',
    )
  if (execution.kind === 'slices') {
    const { spacing } = execution
    if (!(spacing >= minInterval && spacing <= maxInterval))
      refuse([...path, 'spacing'], `lies within minInterval and maxInterval, ${minInterval} to ${maxInterval} seconds`)
    const least = (60 * (mandate.kind === 'allocation' ? mandate.instruments.length : 1)) / limits.ordersPerMinute
    if (spacing < least)
      refuse([...path, 'spacing'], `is at least ${Number(least.toPrecision(6))}: limits.ordersPerMinute lets no more`)
    return
  }
  const { card, maxSeconds } = execution
  if (mandate.kind === 'allocation')
    refuse([...path, 'kind'], 'is single or slices for an allocation: a card is of one instrument')
  else if (instrumentName(card) !== instrument)
    refuse([...path, 'card'], `is that of ${instrumentName(card)}, the portfolio trades by ${instrument}`)
  const spacing = Math.max(minInterval, 60 / limits.ordersPerMinute)
  if (maxSeconds < 2 * spacing)
    refuse([...path, 'maxSeconds'], `is at least ${2 * spacing}: two slices, a look and an order each`)
}
