import { medianPrice } from '../../../core/market/price-guard'
import { DAY, type OptionSummary } from '../../../core/market/event'
import { normalQuantile } from '../../../core/pricing/normal-quantile'

/** Years of 365 days from the quotation to expiry. */
export const yearsLeft = ({ timestamp, expiry }: Pick<OptionSummary, 'timestamp' | 'expiry'>): number =>
  (expiry - timestamp) / (365 * DAY)

/** Deltas nearer to 0 or 1 are printed with too few digits to invert. */
const inner = 0.2

/**
 * The forward at which Black's formula, without interest, has the option's mark volatility and delta: K exp(d₁ σ√T −
 * σ²T/2). Undefined in the wings.
 */
export const impliedForward = (option: OptionSummary): number | undefined => {
  const years = yearsLeft(option)
  if (option.delta === undefined || !option.markIv || years <= 0) return undefined
  const callDelta = option.type === 'call' ? option.delta : option.delta + 1
  if (callDelta < inner || callDelta > 1 - inner) return undefined
  const deviation = option.markIv * Math.sqrt(years)
  return option.strike * Math.exp(normalQuantile(callDelta) * deviation - (deviation * deviation) / 2)
}

/**
 * The forward of each expiry of one chain: the median over the strikes near the money; no entry where there is none.
 */
export const chainForwards = (chain: readonly OptionSummary[]): ReadonlyMap<number, number> => {
  const byExpiry = new Map<number, number[]>()
  for (const option of chain) {
    const forward = impliedForward(option)
    if (forward === undefined) continue
    const forwards = byExpiry.get(option.expiry) ?? []
    forwards.push(forward)
    byExpiry.set(option.expiry, forwards)
  }
  return new Map([...byExpiry].map(([expiry, forwards]) => [expiry, medianPrice(forwards)!]))
}
