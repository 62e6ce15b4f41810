import { Fault } from '../../error'
import { roundedLots, wholeLots, type SlicePlan } from './slice'

/**
 * Cost of trading n units in one slice, beyond what every schedule pays: `coefficient` × n^(1 + `exponent`), quote
 * currency.
 */
export type SliceImpact = {
  readonly coefficient: number
  /** 1: linear impact, as in Almgren and Chriss; ½: the square-root law. */
  readonly exponent: number
}

export type OptimalOptions = {
  readonly quantity: number
  readonly slices: number
  readonly seconds: number
  readonly impact: SliceImpact
  /** Variance of the price over a second, in squared quote currency a unit. */
  readonly variance: number
  /** λ ≥ 0: what a unit of variance costs, per unit of quote currency; half the entropic risk aversion. */
  readonly lambda: number
}

/**
 * Units to trade in each slice so that Σ c n^(1+p) + λ σ² τ Σ x² is least, x being what is left after each slice:
 * Almgren & Chriss, Journal of Risk 3 (2000) 5–39, eq. 18–20 for p = 1 (where n is sinh-shaped), Almgren, Applied
 * Mathematical Finance 10 (2003) 1–18 for other powers. Solved backwards from the last slice, (1+p) c (n_k^p −
 * n_{k+1}^p) = 2 λ σ² τ x_k, whose solution grows with the last slice alone: one bisection, stable for any risk
 * aversion. λ = 0 or variance 0: equal slices; no impact: all at once. Falling, sums to `quantity`. Faults 'usage' on a
 * count or an exponent that is not > 0.
 * @internal
 */
export const optimalSchedule = (options: OptimalOptions): readonly number[] => {
  const { quantity, slices, seconds, impact, variance, lambda } = options
  const { coefficient, exponent } = impact
  if (!(Number.isInteger(slices) && slices > 0 && seconds > 0 && exponent > 0 && exponent < Infinity))
    throw new Fault(
      'usage',
      `a schedule needs slices, seconds and an exponent > 0, got ${slices}, ${seconds}, ${exponent}`,
    )
  if (![quantity, coefficient, variance, lambda].every((part) => part >= 0 && part < Infinity))
    throw new Fault('usage', 'a schedule needs a quantity, an impact, a variance and a λ that are finite and ≥ 0')
  const pull = (2 * lambda * variance * (seconds / slices)) / ((1 + exponent) * coefficient)
  if (quantity === 0 || pull === 0 || slices === 1 || lambda * variance === 0)
    return Array.from({ length: slices }, (_, k) => (slices === 1 ? (k === 0 ? quantity : 0) : quantity / slices))
  if (!(pull < Infinity)) return Array.from({ length: slices }, (_, k) => (k === 0 ? quantity : 0))

  const backwards = (last: number): number[] => {
    const out = [last]
    let sum = last
    let power = last ** exponent
    for (let k = 1; k < slices; k++) {
      power += pull * sum
      const units = power ** (1 / exponent)
      out.push(units)
      sum += units
      if (!(sum < Infinity)) break
    }
    return out
  }
  const total = (units: readonly number[]): number => units.reduce((sum, n) => sum + n, 0)
  // Between the least double and an equal share, by the middle of the logarithms.
  let [low, high] = [-708, Math.log(quantity / slices)]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (total(backwards(Math.exp(middle))) < quantity) low = middle
    else high = middle
  }
  // Where even the least double ends past the quantity, all but what fits goes at once. What bisection leaves goes to
  // the first slice, the largest.
  let sum = 0
  const fitting = backwards(Math.exp(low)).filter((units) => (sum += units) <= quantity)
  const units = [...new Array<number>(slices - fitting.length).fill(0), ...fitting.reverse()]
  units[0] += quantity - total(units)
  return units
}

/** The schedule as a plan of whole lots, one slice at the beginning of each part. */
export const optimalSlices = (options: OptimalOptions & { readonly lot: number }): SlicePlan => {
  const { lot, quantity, seconds, slices } = options
  if (!(lot > 0 && lot < Infinity)) throw new Fault('usage', `slices need a lot > 0, got ${lot}`)
  const total = wholeLots(quantity, lot)
  const lots = roundedLots(
    optimalSchedule({ ...options, quantity: total * lot }).map((units) => units / lot),
    total,
  )
  const all = lots.map((count, k) => ({ afterSeconds: (k * seconds) / slices, quantity: count * lot }))
  return { slices: all.filter(({ quantity: units }) => units > 0), rest: Math.max(0, quantity - total * lot) }
}
