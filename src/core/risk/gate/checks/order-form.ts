import { finding, type Check, type GateFinding } from '../check'
import { marketOf } from '../gate-state'

const positive = (value: number): boolean => value > 0 && value < Infinity

/**
 * An order is of whole lots at prices > 0, in an instrument whose market is known, and no other order of the decision
 * has its `leg`.
 */
export const orderForm: Check = {
  name: 'order-form',
  examine: (orders, state) => {
    const legs = new Set<number>()
    return orders.flatMap(({ leg, instrument, lots, lot, price, limitPrice }) => {
      const found: GateFinding[] = []
      const refuse = (sentence: string, numbers = {}): void => void found.push(finding(sentence, { leg, ...numbers }))
      if (!(Number.isSafeInteger(leg) && leg >= 0)) refuse(`a leg is a whole number ≥ 0, got ${leg}`)
      else if (legs.has(leg)) refuse(`leg ${leg} is there twice`)
      legs.add(leg)
      if (!(Number.isSafeInteger(lots) && lots >= 1)) refuse(`order ${leg} is of ${lots} lots`, { lots })
      if (!positive(lot)) refuse(`the lot of order ${leg} is ${lot}`, { lot })
      if (!positive(price)) refuse(`the price of order ${leg} is ${price}`, { price })
      if (!positive(limitPrice)) refuse(`the limit price of order ${leg} is ${limitPrice}`, { limitPrice })
      if (marketOf(state, instrument) === undefined) refuse(`nothing is known of the market of ${instrument}`)
      return found
    })
  },
}
