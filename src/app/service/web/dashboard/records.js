import { at, make } from './dom.js'
import { dateTime, money, number, price, signed, time } from './format.js'
import { keys, now, state } from './store.js'
import { startTable } from './table.js'
import { decisionTone, orderTone, reasons, trigger } from './words.js'

const chip = (text, tone = '') => make('span', { className: `chip ${tone}` }, text)
const when = (microseconds) =>
  make('time', { datetime: dateTime(microseconds), title: `${dateTime(microseconds)} UTC` }, time(microseconds, now()))
const timeColumn = (of) => ({ title: 'Time', className: 'time', cell: (item) => when(of(item)) })
const sideText = (units) => make('span', { className: units < 0 ? 'down' : 'up' }, units < 0 ? 'sell' : 'buy')

/** The tables; `explain` opens a decision. Gives the function that writes them. */
export const startRecords = (explain) => {
  const number_ = ({ sequence }) =>
    make(
      'button',
      {
        type: 'button',
        className: 'link',
        'aria-label': `Explain decision ${sequence}`,
        on: { click: () => explain(sequence) },
      },
      `#${sequence}`,
    )
  const decisions = startTable(at('decisions'), {
    caption: 'Decisions, newest first',
    awaits: 'Waiting for the first decision',
    keyOf: keys.decision,
    columns: [
      timeColumn((item) => item.at),
      { title: 'No.', cell: number_ },
      { title: 'Decision', cell: ({ kind }) => chip(kind, decisionTone[kind]) },
      { title: 'Why', className: 'wide', cell: (item) => reasons(item.reasons) },
      { title: 'Evaluated', className: 'nowrap', cell: (item) => trigger(item.trigger) },
      { title: 'Next', num: true, cell: (item) => `${number((item.dueAt - item.at) / 1e6, 1)} s` },
    ],
  })
  const orders = startTable(at('orders'), {
    caption: 'Orders, newest first',
    awaits: 'No order yet: the position has stayed inside its band',
    keyOf: keys.intent,
    columns: [
      timeColumn((item) => item.createdAt),
      { title: 'No.', cell: number_ },
      { title: 'Side', cell: ({ order }) => sideText(order.side === 'sell' ? -1 : 1) },
      { title: 'Quantity', num: true, cell: ({ order }) => number(order.lots * order.lot, 3) },
      { title: 'Filled', num: true, cell: ({ order, filledLots }) => number(filledLots * order.lot, 3) },
      { title: 'Limit', num: true, cell: ({ order }) => price(order.limitPrice) },
      { title: 'State', cell: (item) => [chip(item.state, orderTone[item.state]), item.reason && ` ${item.reason}`] },
    ],
  })
  const fills = startTable(at('fills'), {
    caption: 'Fills, newest first',
    awaits: 'No fill yet',
    keyOf: keys.fill,
    columns: [
      timeColumn((item) => item.at),
      { title: 'Side', cell: ({ lots }) => sideText(lots) },
      { title: 'Quantity', num: true, cell: ({ lots, lot }) => number(Math.abs(lots * lot), 3) },
      { title: 'Price', num: true, cell: (item) => price(item.price) },
      {
        title: 'Slippage, bp',
        num: true,
        cell: ({ lots, price: paid, reference }) => signed(Math.sign(lots) * (paid / reference - 1) * 1e4, 2),
      },
      { title: 'Fee', num: true, cell: ({ fee }) => money(fee) },
    ],
  })
  const refusals = startTable(at('refusals'), {
    caption: 'Refusals, newest first',
    awaits: 'Nothing was refused',
    keyOf: keys.decision,
    columns: [
      timeColumn((item) => item.at),
      { title: 'No.', cell: number_ },
      { title: 'Checks', cell: (item) => item.refusals.map(({ check }) => [chip(check, 'bad'), ' ']) },
      { title: 'Why', className: 'wide', cell: (item) => item.refusals.map(({ text }) => text).join('; ') },
    ],
  })
  const tones = { info: '', warning: 'warn', critical: 'bad' }
  const alerts = startTable(at('alerts'), {
    caption: 'Alerts, newest first',
    awaits: 'No alert',
    keyOf: keys.alert,
    columns: [
      timeColumn((item) => item.at),
      { title: 'Severity', cell: ({ severity }) => chip(severity, tones[severity]) },
      { title: 'What', className: 'wide', cell: ({ portfolio, text }) => (portfolio ? `${portfolio}: ${text}` : text) },
    ],
  })
  const actions = startTable(at('actions'), {
    caption: 'Operator actions, newest first',
    awaits: 'No operator has acted',
    keyOf: keys.action,
    columns: [
      timeColumn((item) => item.at),
      { title: 'Who', cell: ({ actor }) => actor },
      { title: 'What', cell: ({ action, portfolio }) => (portfolio ? `${action} ${portfolio}` : action) },
      { title: 'Why', className: 'wide', cell: ({ details }) => details?.reason ?? '' },
    ],
  })
  return () => {
    decisions(state.decisions)
    orders(state.intents)
    fills(state.fills)
    refusals(state.refusals)
    alerts(state.alerts)
    actions(state.actions)
  }
}
