import { Fault } from '../../core/error'
import { advanceIntent, finalStates, type Intent, type IntentState } from '../../core/execution/intent'
import type { OrderReport } from '../../core/execution/order'

/** The state after a report: one that arrives after a final report does not change it. */
export const reportedState = (state: IntentState, report: Pick<OrderReport, 'state'>): IntentState =>
  report.state === 'working' && finalStates.has(state) && state !== 'lost'
    ? state
    : advanceIntent(state, { kind: 'reported', state: report.state })

/** Throws 'bad-input' where a report is of another order than the intent's. */
export const checkReport = ({ label, order }: Pick<Intent, 'label' | 'order'>, report: OrderReport): void => {
  if (report.label !== label || report.instrument !== order.instrument || report.side !== order.side)
    throw new Fault('bad-input', `the report of ${report.label} is not one of ${label}`)
}

/** The fault of a call on a portfolio that this ledger does not have. */
export const neverOpened = (id: string): Fault => new Fault('usage', `no portfolio '${id}' was opened in this ledger`)
