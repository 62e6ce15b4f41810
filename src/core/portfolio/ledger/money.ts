import { Fault } from '../../error'
import { MINOR } from './entry'

/** Whole units to post and the fraction of one that is kept for the next time, in [0, 1]. */
type Posting = { readonly units: bigint; readonly carry: number }

/**
 * A currency amount as whole smallest units, `perCurrency` of them in 1: the door between floating-point P&L and the
 * vault. Rounded down, and the fraction carried on, so that the sum of postings never differs from the sum of amounts
 * by a unit. Faults where an amount is not finite or has no exact whole number.
 */
export const minorUnits = (amount: number, perCurrency: number, carry = 0): Posting => {
  const exact = amount * perCurrency + carry
  const whole = Math.floor(exact)
  if (!Number.isSafeInteger(whole))
    throw new Fault('numerical-domain', `an amount must be within ±2^53 smallest units, got ${exact}`)
  return { units: BigInt(whole), carry: exact - whole }
}

/**
 * An amount of the quote currency as a whole number of minor units, to the nearest, half away from zero, so that what
 * one side pays the other receives. The only door from floating point into the ledger. Faults 'numerical-domain' where
 * the amount is not finite or has no exact whole number.
 */
export const toMinor = (amount: number): number => {
  const units = Number(minorUnits(Math.abs(amount), MINOR, 0.5).units)
  return amount < 0 && units > 0 ? -units : units
}

/** Minor units as an amount of the quote currency, for showing and for statistics. */
export const fromMinor = (units: number): number => units / MINOR
