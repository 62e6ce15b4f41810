import { normalCdf } from '../pricing/normal'
import { lelandVol } from './bands/leland'

/** What an option's life costs and what it is expected to bring; annual volatilities, as fractions. */
export type ImpliedAndForecast = {
  /** Implied volatility to the expiry. */
  readonly implied: number
  /** Root of the expected mean variance to the expiry. */
  readonly forecast: number
  /** Standard deviation of the log of realized variance about its median, ≥ 0. */
  readonly logError: number
}

/** When an option is dear or cheap enough to be traded for its variance. */
export type PremiumRule = {
  /** Least probability that the variance ends on the paying side, in [0, 1). */
  readonly confidence: number
  /** How far the implied volatility must lie past the forecast with its costs, in volatility. */
  readonly margin: number
  /** One-way proportional cost of hedging, and the time between hedges, years > 0, that it is paid at. */
  readonly cost: number
  readonly revisionYears: number
  /** Half the spread of the option, in volatility. */
  readonly volSpread: number
}

/**
 * 'sell': what is paid for variance exceeds what hedging a short option is expected to cost; 'buy': scalping a long one
 * is expected to bring more than it costs; 'neither'.
 */
export type PremiumCall = 'sell' | 'buy' | 'neither'

export type VariancePremium = {
  /** Expected share of the implied variance that a seller keeps: 1 − forecast variance / implied variance. */
  readonly kept: number
  /** Probability that realized variance ends below implied. */
  readonly paid: number
  readonly call: PremiumCall
}

/** Probability that a log-normal variance of this mean ends below the implied one. */
const paidBy = ({ implied, forecast, logError }: ImpliedAndForecast): number => {
  const above = 2 * Math.log(implied / forecast)
  return logError > 0 ? normalCdf(above / logError + logError / 2) : above > 0 ? 1 : above < 0 ? 0 : 0.5
}

/**
 * Variance as it is paid for against variance as it is forecast, with the forecast's uncertainty and the costs of
 * hedging at Leland's volatility (Journal of Finance 40 (1985) 1283–1301). Implied and forecast volatility > 0.
 */
export const variancePremium = (view: ImpliedAndForecast, rule: PremiumRule): VariancePremium => {
  const { implied, forecast } = view
  const { confidence, margin, cost, revisionYears, volSpread } = rule
  const paid = paidBy(view)
  const due = lelandVol(forecast, cost, revisionYears, 1)
  const earned = lelandVol(forecast, cost, revisionYears, -1)
  const call =
    implied - volSpread >= due + margin && paid >= confidence
      ? 'sell'
      : implied + volSpread <= earned - margin && 1 - paid >= confidence
        ? 'buy'
        : 'neither'
  return { kept: 1 - (forecast * forecast) / (implied * implied), paid, call }
}
