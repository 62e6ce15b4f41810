import { Fault } from '../../error'

/**
 * What a vault promises. Rates are in parts per million, so that all of its arithmetic is exact; amounts in the
 * smallest unit of its currency.
 */
export type VaultTerms = {
  /** Per year of assets, ppm. */
  readonly managementFee: bigint
  /** Of gains above the high-water mark, ppm. */
  readonly performanceFee: bigint
  /** How fees are taken: as new shares, or out of the liquid assets (what is not liquid as shares). */
  readonly feesAs: 'shares' | 'assets'
  readonly feeAccount: string
  readonly microsecondsPerYear: bigint
  /**
   * Shares that nobody owns, ≥ 1, standing against one unit of assets that nobody owns: they make inflating the share
   * price against a newcomer a loss.
   */
  readonly virtualShares: bigint
  readonly leastDeposit: bigint
  /**
   * When withdrawals exceed what is liquid: every request in proportion, or in the order of arrival. The rest stays
   * queued.
   */
  readonly shortOfCash: 'pro-rata' | 'queue'
}

export const PPM = 1_000_000n
export const VIRTUAL_ASSETS = 1n

/** Throws where terms lie outside their ranges. */
export const checkVaultTerms = (terms: VaultTerms): void => {
  const { managementFee, performanceFee, microsecondsPerYear, virtualShares, leastDeposit } = terms
  const share = (rate: bigint): boolean => rate >= 0n && rate <= PPM
  if (
    share(managementFee) &&
    share(performanceFee) &&
    microsecondsPerYear > 0n &&
    virtualShares >= 1n &&
    leastDeposit >= 0n
  )
    return
  throw new Fault(
    'numerical-domain',
    `a vault needs fees of 0 to 1,000,000 ppm, a year, virtual shares ≥ 1 and a least deposit ≥ 0, got ${managementFee}, ${performanceFee}, ${microsecondsPerYear}, ${virtualShares}, ${leastDeposit}`,
  )
}
