import { finding, inWords, type Check } from '../check'
import { marketOf } from '../gate-state'

/** Nothing trades in a market whose flash-crash breaker is open: prices there are unreliable, in either direction. */
export const breaker: Check = {
  name: 'breaker',
  examine: (orders, state) =>
    [...new Set(orders.map(({ instrument }) => instrument))].flatMap((instrument) => {
      const status = marketOf(state, instrument)?.breaker
      if (status === undefined) return [finding(`nothing is known of the breaker of ${instrument}`)]
      if (status.kind === 'closed') return []
      const seconds = (state.time - status.since) / 1e6
      const cause = { move: 'a price move', spread: 'a spread', 'bad-price': 'a bad price' }[status.cause]
      const size = status.cause === 'bad-price' ? '' : ` of ${inWords(1e4 * status.value)} bp`
      return [
        finding(`the breaker of ${instrument} is open since ${inWords(seconds)} s, after ${cause}${size}`, {
          seconds,
          value: status.value,
        }),
      ]
    }),
}
