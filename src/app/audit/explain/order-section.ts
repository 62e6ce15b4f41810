import type { DecisionInputs, DecisionOutputs } from '../../../core/decision/decide'
import { wantedOrders } from '../../../core/decision/size-orders'
import { unitsOf } from '../../../core/risk/gate/check'
import { inDigits, line, type Line, type Section } from './section'

const costOf = (inputs: DecisionInputs, value: number): readonly Line[] => {
  if (inputs.mandate.kind !== 'hedge' && inputs.mandate.kind !== 'obpi') return []
  const { oneWayCost, fixedCost = 0 } = inputs.mandate.snapshot
  const how = `${inDigits(oneWayCost)} × ${inDigits(value)} + ${inDigits(fixedCost)}`
  return [line('cost expected', oneWayCost * value + fixedCost, how)]
}

/** From the quantity that the mandate wants to whole lots. */
export const orderSection = (inputs: DecisionInputs, outputs: DecisionOutputs): Section => {
  const wanted = wantedOrders(inputs, outputs.evaluated)
  const lines = wanted.flatMap(({ instrument: name, quantity }): readonly Line[] => {
    const tradable = inputs.tradables.find((own) => own.name === name)
    if (tradable === undefined) return [line(`wanted of ${name}`, quantity)]
    const { instrument, terms, mid } = tradable
    const order = outputs.orders.find((own) => own.instrument === instrument)
    const rounding = `${inDigits(Math.abs(quantity))} / ${inDigits(terms.lot)} = ${inDigits(Math.abs(quantity) / terms.lot)} lots`
    const head = line(`wanted of ${instrument}`, quantity, rounding)
    if (order === undefined)
      return [head, line('order', 'none', outputs.underway === undefined ? 'less than the least order' : 'not yet')]
    const value = Math.abs(unitsOf(order)) * order.price
    return [
      head,
      line(
        `order ${order.leg}`,
        `${order.side} ${order.lots} lots`,
        `${inDigits(Math.abs(unitsOf(order)))} units worth ${inDigits(value)}`,
      ),
      line('limit price', order.limitPrice, `mid ${inDigits(mid)} and ${inDigits(inputs.gate.limits.slippage)} of it`),
      line('reduces the exposure', order.reduces ? 'yes' : 'no'),
      ...costOf(inputs, value),
    ]
  })
  return { title: 'Orders', lines: lines.length > 0 ? lines : [line('orders', 'none wanted')] }
}
