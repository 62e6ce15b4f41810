import { Fault } from '../error'

/** What a transaction pays a chain. */
export type Gas = {
  /** Units of gas that the transaction uses, e.g. 130,000 for a swap. */
  readonly units: number
  /** Price of a unit in the chain's own coin, e.g. 2e-8 for 20 gwei. */
  readonly price: number
  /** Price of the chain's coin in the quote currency. */
  readonly nativePrice: number
}

/**
 * Gas in the quote currency, once a transaction whatever its size. Faults 'numerical-domain' where a part is negative
 * or not finite.
 */
export const gasCost = ({ units, price, nativePrice }: Gas): number => {
  const cost = units * price * nativePrice
  if (!(units >= 0 && price >= 0 && nativePrice >= 0 && cost < Infinity))
    throw new Fault('numerical-domain', `gas of ${units} × ${price} × ${nativePrice}`)
  return cost
}
