import type { OptionColumns } from '../src/core/pricing/greeks-columns'
import { startRng } from '../src/core/rng'

/** Options drawn around a spot of 100, the same at every call. */
export const someOptions = (count: number): OptionColumns => {
  const rng = startRng(1)
  const column = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: count }, () => low + (high - low) * rng.uniform())
  return {
    isCall: Uint8Array.from({ length: count }, () => rng.integer(2)),
    spot: column(90, 110),
    strike: column(70, 130),
    years: column(0.02, 2),
    vol: column(0.1, 0.9),
    rate: column(0, 0.05),
    dividend: column(0, 0.03),
  }
}

/** One of them as an object. */
export const optionAt = (options: OptionColumns, i: number) => ({
  type: options.isCall[i] === 1 ? ('call' as const) : ('put' as const),
  spot: options.spot[i],
  strike: options.strike[i],
  years: options.years[i],
  vol: options.vol[i],
  rate: options.rate[i],
  dividend: options.dividend[i],
})
