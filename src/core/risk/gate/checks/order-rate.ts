import { SECOND } from '../../../market/event'
import { finding, inWords, type Check } from '../check'

/** Orders of the last minute, with these, stay within the limit; one with a time later than now counts too. */
export const orderRate: Check = {
  name: 'order-rate',
  examine: (orders, { time, sent, limits: { ordersPerMinute: limit } }) => {
    const recent = sent.filter((at) => !(at <= time - 60 * SECOND)).length
    const value = recent + orders.length
    if ([time, ...sent].every(Number.isFinite) && value <= limit) return []
    return [
      finding(`${inWords(value)} orders within a minute, at most ${inWords(limit)} are allowed`, { value, limit }),
    ]
  },
}
