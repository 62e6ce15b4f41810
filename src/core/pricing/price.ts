import { checkOption, type OptionInputs, type OptionType } from './option'
import { timeValue } from './time-value'

/**
 * Inputs of the forward form: `forward`, `strike` > 0; `discount` is the price of one unit paid at expiry, 1 where
 * absent.
 */
export type ForwardInputs = {
  readonly type: OptionType
  readonly forward: number
  readonly strike: number
  readonly years: number
  readonly vol: number
  readonly discount?: number | undefined
}

/**
 * Price of a European option on a forward: intrinsic value plus time value, both discounted, so that bounds and
 * put-call parity hold to the last digit. At years = 0 or vol = 0 it is the discounted intrinsic value. F. Black,
 * Journal of Financial Economics 3 (1976) 167–179.
 */
export const black76Price = ({ type, forward, strike, years, vol, discount = 1 }: ForwardInputs): number => {
  const intrinsic = Math.max(type === 'call' ? forward - strike : strike - forward, 0)
  const value = timeValue(-Math.abs(Math.log(forward / strike)), vol * Math.sqrt(years))
  return discount * (intrinsic + Math.sqrt(forward) * Math.sqrt(strike) * value)
}

/**
 * Price of a European option with a continuous dividend yield, in units of the spot's currency. Faults outside the
 * ranges of `OptionInputs`. Black & Scholes, Journal of Political Economy 81 (1973) 637–654; Merton, Bell Journal of
 * Economics 4 (1973) 141–183.
 */
export const bsmPrice = (inputs: OptionInputs): number => {
  checkOption(inputs)
  const { type, spot, strike, years, vol, rate = 0, dividend = 0 } = inputs
  const forward = spot * Math.exp((rate - dividend) * years)
  return black76Price({ type, forward, strike, years, vol, discount: Math.exp(-rate * years) })
}
