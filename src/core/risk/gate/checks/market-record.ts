import { finding, inWords, type Check, type GateFinding } from '../check'
import { marketOf } from '../gate-state'

/**
 * The market's record is whole and its last event no older, nor newer than now, by more than the age that a price may
 * have.
 */
export const marketRecord: Check = {
  name: 'market-record',
  examine: (orders, state) => {
    const limit = state.limits.price.maxAge
    return [...new Set(orders.map(({ instrument }) => instrument))].flatMap((instrument) => {
      const market = marketOf(state, instrument)
      if (market === undefined) return [finding(`there is no record of ${instrument}`)]
      const found: GateFinding[] = []
      const value = (state.time - market.time) / 1e6
      if (market.gapSince !== undefined) {
        const broken = (state.time - market.gapSince) / 1e6
        found.push(finding(`the record of ${instrument} is broken since ${inWords(broken)} s`, { broken }))
      }
      if (!(Math.abs(value) <= limit))
        found.push(
          finding(
            `the last event of ${instrument} is ${inWords(Math.abs(value))} s ${value < 0 ? 'ahead' : 'old'}, at most ${inWords(limit)} s are allowed`,
            { value, limit },
          ),
        )
      return found
    })
  },
}
