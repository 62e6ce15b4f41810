import { Fault } from '../../src/core/error'

/** Faults 'bad-input' at the first variance that is not positive and finite. */
export const checkVariance = (variance: Float64Array): void => {
  const row = variance.findIndex((v) => !(v > 0 && v < Infinity))
  if (row >= 0) throw new Fault('bad-input', `variance ${variance[row]} of bar ${row} is not positive and finite`)
}
