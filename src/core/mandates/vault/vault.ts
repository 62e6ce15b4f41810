import { Fault } from '../../error'
import type { Timestamp } from '../../market/event'

/**
 * The terms of a vault. Rates are in parts per million, so that all of its arithmetic is exact; amounts in the smallest
 * unit of its currency.
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
   * Shares that nobody owns, ≥ 1, standing against one unit of assets that nobody owns: they make it unprofitable to
   * inflate the share price before another's deposit.
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
const checkVaultTerms = (terms: VaultTerms): void => {
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

/** Waiting for the epoch to settle: an amount already paid in, or shares set aside. */
export type DepositRequest = { readonly account: string; readonly amount: bigint }
export type WithdrawalRequest = { readonly account: string; readonly shares: bigint }

/** A price per share as a fraction, so that it is compared without rounding. */
export type SharePrice = { readonly assets: bigint; readonly shares: bigint }

/**
 * A vault as data. Amounts are integers in the smallest unit. In its custody are `assets` (what the shares own), the
 * deposits that wait, and what is claimable.
 */
export type Vault = {
  readonly terms: VaultTerms
  readonly epoch: number
  readonly settledAt: Timestamp
  readonly assets: bigint
  /** Part of the assets that stands as collateral and cannot be paid out, ≤ assets. */
  readonly locked: bigint
  /** Shares at hand by account, each > 0; those set aside for withdrawal are in the requests. */
  readonly shares: ReadonlyMap<string, bigint>
  /** All shares outstanding, at hand or set aside. */
  readonly totalShares: bigint
  readonly deposits: readonly DepositRequest[]
  readonly withdrawals: readonly WithdrawalRequest[]
  /** Settled and owed by account, each > 0. */
  readonly claimable: ReadonlyMap<string, bigint>
  /** Highest price per share at which a performance fee was settled. */
  readonly highWaterMark: SharePrice
}

/** Assets per share, the virtual ones counted in both. */
export const sharePrice = ({ assets, totalShares, terms }: Vault): SharePrice => ({
  assets: assets + VIRTUAL_ASSETS,
  shares: totalShares + terms.virtualShares,
})

/**
 * Shares for an amount, rounded down: what is lost stays in the vault. As ERC-4626 demands of deposits (Santoro et al.,
 * 2022).
 */
export const sharesFor = (amount: bigint, price: SharePrice): bigint => (amount * price.shares) / price.assets

/** What shares are worth, rounded down: what is lost stays in the vault. As ERC-4626 demands of redemptions. */
export const assetsFor = (shares: bigint, price: SharePrice): bigint => (shares * price.assets) / price.shares

/** Sign of a − b. */
export const comparePrices = (a: SharePrice, b: SharePrice): -1 | 0 | 1 => {
  const difference = a.assets * b.shares - b.assets * a.shares
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}

/** An empty vault as of `time`. */
export const openVault = (terms: VaultTerms, time: Timestamp): Vault => {
  checkVaultTerms(terms)
  return {
    terms,
    epoch: 0,
    settledAt: time,
    assets: 0n,
    locked: 0n,
    shares: new Map(),
    totalShares: 0n,
    deposits: [],
    withdrawals: [],
    claimable: new Map(),
    highWaterMark: { assets: VIRTUAL_ASSETS, shares: terms.virtualShares },
  }
}

/** The map with `change` added to one account; an account at 0 is not kept. */
export const credited = (
  balances: ReadonlyMap<string, bigint>,
  account: string,
  change: bigint,
): ReadonlyMap<string, bigint> => {
  const next = new Map(balances)
  const balance = (next.get(account) ?? 0n) + change
  if (balance === 0n) next.delete(account)
  else next.set(account, balance)
  return next
}
