import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import type { HedgeOrder } from '../../../core/execution/order'
import { SECOND } from '../../../core/market/event'
import { notionalOf, signedUnits, type CheckName } from '../../../core/risk/gate/check'
import { checks } from '../../../core/risk/gate/checks'
import type { GateState } from '../../../core/risk/gate/gate-state'
import { inDigits, line, type ExplanationLine, type ExplanationSection } from './section'

const against = (value: number, limit: number, unit = ''): string =>
  `${inDigits(value)}${unit} of at most ${inDigits(limit)}${unit}`

const positionAfter = (orders: readonly HedgeOrder[], { positions }: GateState): number =>
  Math.max(
    ...orders.map((order) => {
      const held = positions.find(({ instrument }) => instrument === order.instrument)
      return Math.abs((held?.lots ?? 0) * (held?.lot ?? 0) + signedUnits(order)) * order.price
    }),
  )

/** The value that a check compared with its limit; undefined where it compares no two numbers. */
const measured = (name: CheckName, orders: readonly HedgeOrder[], state: GateState): string | undefined => {
  const { limits, time } = state
  switch (name) {
    case 'kill-switch':
      return state.killSwitch.engaged ? 'engaged' : 'not engaged'
    case 'mode':
      return state.mode
    case 'order-notional':
      return against(Math.max(...orders.map(notionalOf)), limits.orderNotional)
    case 'position-notional':
      return against(positionAfter(orders, state), limits.positionNotional)
    case 'turnover':
      return against(
        orders.reduce((sum, order) => sum + notionalOf(order), state.turnover),
        limits.dailyTurnover,
      )
    case 'order-rate':
      return against(
        state.sent.filter((at) => at > time - 60 * SECOND).length + orders.length,
        limits.ordersPerMinute,
        ' a minute',
      )
    case 'surface-age':
      if (state.surface === undefined || limits.surfaceMaxAge === undefined) return 'not judged'
      return against((time - (state.surface.fitted ?? -Infinity)) / SECOND, limits.surfaceMaxAge, ' s')
    case 'daily-loss':
      return against(-state.dayProfit, limits.dailyLoss)
    case 'open-intents':
      return against(state.openIntents, 0)
    case 'breaker':
      return state.markets.map(({ instrument, breaker }) => `${instrument} ${breaker.kind}`).join(', ')
    case 'price-sources':
      return `at least ${limits.price.leastSources} within ${inDigits(1e4 * limits.price.maxDeviation)} bp, no older than ${inDigits(limits.price.maxAge)} s`
    default:
      return undefined
  }
}

/** Every check of the gate with the value that it compared, and what it found. */
export const gateSection = (
  { gate: state }: DecisionInputs,
  { orders, verdict }: DecisionOutputs,
): ExplanationSection => {
  if (verdict === undefined) return { title: 'Gate', lines: [line('gate', 'not asked: there is nothing to approve')] }
  const lines = checks.map(({ name, examine }): ExplanationLine => {
    const found = examine(orders, state)
    const how = found.length > 0 ? found.map(({ sentence }) => sentence).join('; ') : measured(name, orders, state)
    return line(name, found.length > 0 ? 'refuses' : 'passes', how)
  })
  return {
    title: `Gate: ${verdict.kind}`,
    lines: [...lines, ...verdict.notes.map(({ note, sentence }) => line(note, sentence))],
  }
}
