import { Fault } from '../core/error'
import type { LegPlots } from './summary'

const oneLength = (path: string, group: Readonly<Record<string, ArrayLike<unknown>>>): void => {
  const [first, ...rest] = Object.entries(group)
  for (const [name, values] of rest) {
    if (values.length !== first[1].length)
      throw new Fault(
        'bad-input',
        `${path}.${name} has ${values.length} values where ${path}.${first[0]} has ${first[1].length}`,
      )
  }
}

/** Throws a `bad-input` Fault where the arrays of one plot differ in length, naming both. */
export const refuseRaggedPlots = (plots: readonly LegPlots[]): void => {
  plots.forEach(({ market, volatility, band }, i) => {
    const { posterior, ...columns } = market
    oneLength(`plots[${i}].market`, columns)
    posterior.forEach((row, t) =>
      oneLength(`plots[${i}].market`, { 'posterior[0]': posterior[0], [`posterior[${t}]`]: row }),
    )
    oneLength(`plots[${i}].market`, { time: market.time, posterior })
    volatility.forEach(({ time, forecast, low, high, logHar, realized }, h) =>
      oneLength(`plots[${i}].volatility[${h}]`, { time, forecast, low, high, logHar, realized }),
    )
    oneLength(`plots[${i}].band`, band)
  })
}
