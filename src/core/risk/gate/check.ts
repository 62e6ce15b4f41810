import type { HedgeOrder } from '../../execution/order'
import type { GateState } from './gate-state'

export const checkNames = [
  'kill-switch',
  'mode',
  'order-form',
  'order-notional',
  'position-notional',
  'turnover',
  'order-rate',
  'limit-price',
  'price-sources',
  'market-record',
  'surface-age',
  'breaker',
  'initial-margin',
  'margin-ratio',
  'liquidation-distance',
  'daily-loss',
  'open-intents',
] as const

export type CheckName = (typeof checkNames)[number]

/** Why orders may not go out. */
export type GateRefusal = {
  readonly check: CheckName
  /** One sentence, with the value and its limit. */
  readonly sentence: string
  /** The same as numbers, all finite. */
  readonly numbers: Readonly<Record<string, number>>
}

/** What a check finds, without its name. */
export type GateFinding = Omit<GateRefusal, 'check'>

/**
 * One rule of the gate: returns every objection to the orders, none where they may pass. Pure; NaN never passes; a
 * looser limit never refuses what a tighter one lets pass.
 */
export type Check = {
  readonly name: CheckName
  readonly examine: (orders: readonly HedgeOrder[], state: GateState) => readonly GateFinding[]
}

/** A number for a sentence, to six digits. */
export const inWords = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))) : 'no number'

/** A finding; numbers that are not finite stand in the sentence alone. */
export const finding = (sentence: string, numbers: Readonly<Record<string, number>> = {}): GateFinding => ({
  sentence,
  numbers: Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value))),
})

/** Signed units of the underlying that an order adds. */
export const signedUnits = ({ side, lots, lot }: HedgeOrder): number => (side === 'buy' ? lots : -lots) * lot

/** |value| of an order at the price of its decision, in the quote currency. */
export const notionalOf = (order: HedgeOrder): number => Math.abs(signedUnits(order)) * order.price
