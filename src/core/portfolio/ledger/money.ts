import { minorUnits } from './minor-units'
import { MINOR } from './entry'

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
