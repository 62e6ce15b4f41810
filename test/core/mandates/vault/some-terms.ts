import type { VaultTerms } from '../../../../src/core/mandates/vault/vault'

export const DAY = 86_400_000_000
export const YEAR = 365n * BigInt(DAY)
export const someTerms = (change: Partial<VaultTerms> = {}): VaultTerms => ({
  managementFee: 0n,
  performanceFee: 0n,
  feesAs: 'shares',
  feeAccount: 'manager',
  microsecondsPerYear: YEAR,
  virtualShares: 1000n,
  leastDeposit: 1n,
  shortOfCash: 'pro-rata',
  ...change,
})
