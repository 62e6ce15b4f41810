import { finding, inWords, signedUnits, type Check } from '../check'
import { marketOf } from '../gate-state'

/**
 * No position is worth more than the limit after the orders, unless they made it smaller; each order counts by itself
 * as well, since any of them may not fill.
 */
export const positionNotional: Check = {
  name: 'position-notional',
  examine: (orders, state) => {
    const limit = state.limits.positionNotional
    return [...new Set(orders.map(({ instrument }) => instrument))].flatMap((instrument) => {
      const own = orders.filter((order) => order.instrument === instrument)
      const before = state.positions
        .filter((position) => position.instrument === instrument)
        .reduce((sum, { lots, lot }) => sum + lots * lot, 0)
      const bought = own.reduce((sum, order) => sum + Math.max(signedUnits(order), 0), 0)
      const sold = own.reduce((sum, order) => sum + Math.min(signedUnits(order), 0), 0)
      const spot = marketOf(state, instrument)?.spot ?? NaN
      // Math.max returns NaN where a value is NaN, which no limit lets pass.
      const units = Math.max(Math.abs(before + bought), Math.abs(before + sold), Math.abs(before + bought + sold))
      const value = units * spot
      if (value <= limit || (limit >= 0 && Number.isFinite(value) && units <= Math.abs(before))) return []
      return [
        finding(
          `the position in ${instrument} may come to be worth ${inWords(value)}, at most ${inWords(limit)} is allowed`,
          { value, limit, before: before * spot },
        ),
      ]
    })
  },
}
