import { assetsFor, sharePrice, type Vault } from '../../../../src/core/mandates/vault/vault'

/** Who owns what in the vault's custody; the parts sum to `custody` exactly. */
export type Claims = {
  /** Everything the vault holds: its assets, the deposits that wait, and what is claimable. */
  readonly custody: bigint
  /**
   * By account: shares at hand and set aside at the current price rounded down, deposits that wait, and what is
   * claimable.
   */
  readonly byAccount: ReadonlyMap<string, bigint>
  /** What belongs to no account, for rounding and virtual shares, ≥ 0. */
  readonly dust: bigint
}

export const claimsOf = (vault: Vault): Claims => {
  const price = sharePrice(vault)
  const shares = new Map(vault.shares)
  for (const { account, shares: aside } of vault.withdrawals) shares.set(account, (shares.get(account) ?? 0n) + aside)
  const byAccount = new Map<string, bigint>()
  const add = (account: string, amount: bigint) => byAccount.set(account, (byAccount.get(account) ?? 0n) + amount)
  let owned = 0n
  for (const [account, held] of shares) {
    const worth = assetsFor(held, price)
    owned += worth
    add(account, worth)
  }
  let custody = vault.assets
  for (const { account, amount } of vault.deposits) {
    custody += amount
    add(account, amount)
  }
  for (const [account, amount] of vault.claimable) {
    custody += amount
    add(account, amount)
  }
  return { custody, byAccount, dust: vault.assets - owned }
}
