/** What interest and funding are charged on over one step. Rates are annual. */
export type FundingInputs = {
  readonly cash: number
  /** Continuously compounded interest on cash, owed or owned. */
  readonly rate: number
  readonly years: number
  /** Units of a perpetual future held, marked at `spot`. */
  readonly perpetual?: number | undefined
  readonly spot?: number | undefined
  /** Simple, paid by the long side where positive. */
  readonly fundingRate?: number | undefined
}

/** Cash received over the step, negative where paid: interest on cash less the funding of a perpetual future. */
export const funding = ({ cash, rate, years, perpetual = 0, spot = 0, fundingRate = 0 }: FundingInputs): number =>
  cash * Math.expm1(rate * years) - perpetual * spot * fundingRate * years
