import { Fault } from '../../error'
import type { Timestamp } from '../../market/event'
import { settleEpoch, type Settlement } from './settle'
import { credited, type Vault } from './vault'

/** Everything that can happen to a vault. Amounts are > 0 but for a profit, which a loss makes negative. */
export type VaultEntry =
  | { readonly kind: 'deposit'; readonly account: string; readonly amount: bigint }
  | { readonly kind: 'cancel-deposit'; readonly account: string }
  | { readonly kind: 'withdraw'; readonly account: string; readonly shares: bigint }
  | { readonly kind: 'cancel-withdrawal'; readonly account: string }
  /** Profit or loss of the vault's book since the last entry of this kind. */
  | { readonly kind: 'profit'; readonly amount: bigint }
  /** Collateral that must stay; what the assets do not cover is not locked. */
  | { readonly kind: 'lock'; readonly amount: bigint }
  | { readonly kind: 'settle'; readonly time: Timestamp }
  /** Pays out all that is claimable. */
  | { readonly kind: 'claim'; readonly account: string }

export type VaultRefusal = 'below-least-deposit' | 'not-enough-shares' | 'nothing-requested' | 'nothing-claimable'

/**
 * The outcome of an entry. `paidOut` leaves the vault's custody; `shortfall` is a loss beyond its assets, which shares
 * do not bear.
 */
export type VaultOutcome =
  | { readonly kind: 'accepted'; readonly paidOut: bigint; readonly shortfall: bigint }
  | { readonly kind: 'settled'; readonly settlement: Settlement }
  | { readonly kind: 'refused'; readonly reason: VaultRefusal }

export type VaultStep = { readonly vault: Vault; readonly outcome: VaultOutcome }

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * The vault after an entry; refused, it is the same vault. Faults on an amount that is not > 0 or a settlement before
 * the last.
 */
export const applyVaultEntry = (vault: Vault, entry: VaultEntry): VaultStep => {
  const refuse = (reason: VaultRefusal): VaultStep => ({ vault, outcome: { kind: 'refused', reason } })
  const accept = (next: Vault, paidOut = 0n, shortfall = 0n): VaultStep => ({
    vault: next,
    outcome: { kind: 'accepted', paidOut, shortfall },
  })
  switch (entry.kind) {
    case 'deposit': {
      checkPositive(entry.amount)
      if (entry.amount < vault.terms.leastDeposit) return refuse('below-least-deposit')
      const { account, amount } = entry
      return accept({ ...vault, deposits: [...vault.deposits, { account, amount }] })
    }
    case 'cancel-deposit': {
      const mine = vault.deposits.filter(({ account }) => account === entry.account)
      if (mine.length === 0) return refuse('nothing-requested')
      const amount = mine.reduce((sum, request) => sum + request.amount, 0n)
      const deposits = vault.deposits.filter(({ account }) => account !== entry.account)
      return accept({ ...vault, deposits, claimable: credited(vault.claimable, entry.account, amount) })
    }
    case 'withdraw': {
      checkPositive(entry.shares)
      const { account, shares } = entry
      if ((vault.shares.get(account) ?? 0n) < shares) return refuse('not-enough-shares')
      return accept({
        ...vault,
        shares: credited(vault.shares, account, -shares),
        withdrawals: [...vault.withdrawals, { account, shares }],
      })
    }
    case 'cancel-withdrawal': {
      const mine = vault.withdrawals.filter(({ account }) => account === entry.account)
      if (mine.length === 0) return refuse('nothing-requested')
      const shares = mine.reduce((sum, request) => sum + request.shares, 0n)
      const withdrawals = vault.withdrawals.filter(({ account }) => account !== entry.account)
      return accept({ ...vault, withdrawals, shares: credited(vault.shares, entry.account, shares) })
    }
    case 'profit': {
      const assets = vault.assets + entry.amount
      if (assets >= 0n) return accept({ ...vault, assets, locked: least(vault.locked, assets) })
      return accept({ ...vault, assets: 0n, locked: 0n }, 0n, -assets)
    }
    case 'lock': {
      if (entry.amount < 0n) throw new Fault('numerical-domain', `collateral must be ≥ 0, got ${entry.amount}`)
      return accept({ ...vault, locked: least(entry.amount, vault.assets) })
    }
    case 'settle': {
      if (!(Number.isSafeInteger(entry.time) && entry.time >= vault.settledAt))
        throw new Fault('numerical-domain', `an epoch settles after ${vault.settledAt}, got ${entry.time}`)
      const settled = settleEpoch(vault, entry.time)
      return { vault: settled.vault, outcome: { kind: 'settled', settlement: settled.settlement } }
    }
    case 'claim': {
      const amount = vault.claimable.get(entry.account)
      if (amount === undefined) return refuse('nothing-claimable')
      return accept({ ...vault, claimable: credited(vault.claimable, entry.account, -amount) }, amount)
    }
  }
}

const checkPositive = (amount: bigint): void => {
  if (amount <= 0n) throw new Fault('numerical-domain', `an amount must be > 0, got ${amount}`)
}
