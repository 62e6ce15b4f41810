import { Fault } from '../../error'

/** Whole units to post and the fraction of one that is kept for the next time, in [0, 1]. */
export type Posting = { readonly units: bigint; readonly carry: number }

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
