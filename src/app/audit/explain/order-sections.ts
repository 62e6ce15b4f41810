import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import { cardPlan } from '../../../core/decision/plan-trade'
import { leastSpacing, tradableNamed, wantedOrders } from '../../../core/decision/size-orders'
import type { SlicedExecution } from '../../../core/execution/execution-settings'
import type { ExecutionPlan } from '../../../core/execution/plan/plan'
import { instrumentName } from '../../../core/market/instrument'
import { signedUnits } from '../../../core/risk/gate/check'
import { inDigits, line, timeText, type ExplanationLine, type ExplanationSection } from './section'

const costOf = (inputs: DecisionInputs, value: number): readonly ExplanationLine[] => {
  if (inputs.mandate.kind !== 'hedge' && inputs.mandate.kind !== 'obpi') return []
  const { oneWayCost, fixedCost = 0 } = inputs.mandate.snapshot
  const how = `${inDigits(oneWayCost)} × ${inDigits(value)} + ${inDigits(fixedCost)}`
  return [line('cost expected', oneWayCost * value + fixedCost, how)]
}

/** From the quantity that the mandate requires to whole lots. */
export const orderSection = (inputs: DecisionInputs, outputs: DecisionOutputs): ExplanationSection => {
  const wanted = wantedOrders(inputs, outputs.evaluated)
  const lines = wanted.flatMap(({ instrument: name, quantity }): readonly ExplanationLine[] => {
    const tradable = inputs.tradables.find((own) => own.name === name)
    if (tradable === undefined) return [line(`wanted of ${name}`, quantity)]
    const { instrument, terms, mid } = tradable
    const order = outputs.orders.find((own) => own.instrument === instrument)
    const rounding = `${inDigits(Math.abs(quantity))} / ${inDigits(terms.lot)} = ${inDigits(Math.abs(quantity) / terms.lot)} lots`
    const head = line(`wanted of ${instrument}`, quantity, rounding)
    if (order === undefined)
      return [head, line('order', 'none', outputs.underway === undefined ? 'less than the least order' : 'not yet')]
    const value = Math.abs(signedUnits(order)) * order.price
    return [
      head,
      line(
        `order ${order.leg}`,
        `${order.side} ${order.lots} lots`,
        `${inDigits(Math.abs(signedUnits(order)))} units worth ${inDigits(value)}`,
      ),
      line('limit price', order.limitPrice, `mid ${inDigits(mid)} and ${inDigits(inputs.gate.limits.slippage)} of it`),
      line('reduces the exposure', order.reduces ? 'yes' : 'no'),
      ...costOf(inputs, value),
    ]
  })
  return { title: 'Orders', lines: lines.length > 0 ? lines : [line('orders', 'none wanted')] }
}

const ruleOf = (settings: SlicedExecution): ExplanationLine => {
  if (settings.kind === 'planned') {
    const { card, riskAversion, maxSeconds } = settings
    const how = `risk aversion ${inDigits(riskAversion)}, card of ${instrumentName(card)}`
    return line('by cost', `over at most ${inDigits(maxSeconds)} s`, how)
  }
  const { slices, spacing, participation } = settings
  const cap =
    participation && `at most ${inDigits(participation.share)} of ${inDigits(participation.dailyVolume)} a day`
  return line('slices', slices, [`${inDigits(spacing)} s apart`, ...(cap === undefined ? [] : [cap])].join(', '))
}

const costLine = (name: string, { cost, orders }: Pick<ExecutionPlan, 'cost' | 'orders'>): ExplanationLine => {
  const seconds = orders.at(-1)?.afterSeconds ?? 0
  const { fee, halfSpread, impact, drift, gas, risk, total } = cost
  const parts = { fee, spread: halfSpread, impact, drift, gas, risk }
  const how = Object.entries(parts).map(([part, value]) => `${part} ${inDigits(value)}`)
  return line(`${name}, ${orders.length} over ${inDigits(seconds)} s`, total, how.join(' + '))
}

/**
 * What the ways to execute were expected to cost, where a trade by a cost card began in this evaluation: the one
 * chosen, and the next of each kind.
 */
const costsOf = (inputs: DecisionInputs, outputs: DecisionOutputs): readonly ExplanationLine[] => {
  const { execution, tradables, time } = inputs
  if (execution?.settings.kind !== 'planned') return []
  const { settings, underway, markets } = execution
  return wantedOrders(inputs, outputs.evaluated).flatMap(
    ({ instrument: name, quantity }): readonly ExplanationLine[] => {
      const side = quantity > 0 ? 'buy' : 'sell'
      if (underway.some((leg) => leg.name === name && leg.side === side && leg.since <= time)) return []
      const plan = cardPlan(settings, markets, tradableNamed(tradables, name), {
        quantity,
        time,
        leastSpacing: leastSpacing(inputs),
      })
      if (plan.kind === 'hold') return []
      const others = ['one-order', 'slices'].flatMap((kind) => plan.alternatives.find((own) => own.kind === kind) ?? [])
      return [costLine(`chosen: ${plan.kind}`, plan), ...others.map((own) => costLine(`else: ${own.kind}`, own))]
    },
  )
}

/** How the trades of a decision are spread over time; nothing where a portfolio sends one order a trade. */
export const executionSections = (inputs: DecisionInputs, outputs: DecisionOutputs): readonly ExplanationSection[] => {
  const { execution } = inputs
  if (execution === undefined) return []
  const before = execution.underway.map(({ name, side, slices }) =>
    line(`under way before: ${name}`, side, `${slices.length} slices to come`),
  )
  const after = (outputs.underway ?? []).map(({ name, side, slices, owed }) =>
    line(
      `to come: ${name}`,
      side,
      `${slices.length} slices, the next at ${timeText(slices[0].at)}; ${inDigits(owed)} lots owed`,
    ),
  )
  return [
    {
      title: `Execution: ${execution.settings.kind}`,
      lines: [ruleOf(execution.settings), ...before, ...costsOf(inputs, outputs), ...after],
    },
  ]
}
