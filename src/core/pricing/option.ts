import { Fault } from '../error'

export type OptionType = 'call' | 'put'

/**
 * A European option in Black-Scholes-Merton terms. `spot`, `strike` > 0; `years` to expiry ≥ 0; `vol` ≥ 0, an annual
 * fraction; `rate` and `dividend` are annual and continuously compounded, 0 where absent.
 */
export type OptionInputs = {
  readonly type: OptionType
  readonly spot: number
  readonly strike: number
  readonly years: number
  readonly vol: number
  readonly rate?: number | undefined
  readonly dividend?: number | undefined
}

/** Throws where an input lies outside its range; NaN stops here. */
export const checkOption = ({ spot, strike, years, vol, rate = 0, dividend = 0 }: OptionInputs): void => {
  const sound =
    spot > 0 && spot < Infinity && strike > 0 && strike < Infinity && years >= 0 && years < Infinity && vol >= 0
  if (sound && vol < Infinity && Number.isFinite(rate) && Number.isFinite(dividend)) return
  throw new Fault(
    'numerical-domain',
    `an option needs spot > 0, strike > 0, years ≥ 0, vol ≥ 0 and finite rates, got spot ${spot}, strike ${strike}, years ${years}, vol ${vol}, rate ${rate}, dividend ${dividend}`,
  )
}
