import { finding, inWords, type Check } from '../check'
import { marketOf } from '../gate-state'

/** Share of a price that rounding may add: a limit set at the slippage itself passes. */
const ROUNDING = 1e-12

/** No order may pay more than the slippage beyond the market's price. */
export const limitPrice: Check = {
  name: 'limit-price',
  examine: (orders, state) =>
    orders.flatMap(({ leg, side, instrument, limitPrice: price }) => {
      const spot = marketOf(state, instrument)?.spot ?? NaN
      const limit = state.limits.slippage
      const beyond = price / spot - 1
      const value = side === 'buy' ? beyond : -beyond
      if (price > 0 && spot > 0 && value <= limit + ROUNDING) return []
      return [
        finding(
          `order ${leg} may ${side} ${inWords(1e4 * value)} bp beyond the market, at most ${inWords(1e4 * limit)} bp are allowed`,
          { leg, value, limit, price, spot },
        ),
      ]
    }),
}
