import type { Timestamp } from '../../market/event'
import { checkVaultTerms, VIRTUAL_ASSETS, type VaultTerms } from './terms'

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
