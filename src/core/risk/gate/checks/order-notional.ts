import { finding, inWords, notionalOf, type Check } from '../check'

/** No single order is worth more than the limit, also one that reduces. */
export const orderNotional: Check = {
  name: 'order-notional',
  examine: (orders, { limits: { orderNotional: limit } }) =>
    orders.flatMap((order) => {
      const { leg } = order
      const value = notionalOf(order)
      // An order cut to the limit may exceed it by a rounding.
      if (value <= limit * (1 + 1e-9)) return []
      return [
        finding(`order ${leg} is worth ${inWords(value)}, at most ${inWords(limit)} is allowed`, { leg, value, limit }),
      ]
    }),
}
