import fc from 'fast-check'
import { applyVaultEntry } from '../../../../src/core/mandates/vault/apply-entry'
import { assetsFor, openVault, sharePrice, type VaultTerms } from '../../../../src/core/mandates/vault/vault'
import { minorUnits } from '../../../../src/core/portfolio/ledger/money'
import { between } from '../../../support/between'
import { claimsOf } from './claims'
import { runVault } from './run-vault'
import { DAY, someTerms, YEAR } from './some-terms'

describe('the epochs of a vault', () => {
  const opened = runVault(openVault(someTerms(), 0), [
    { kind: 'deposit', account: 'ann', amount: 600n },
    { kind: 'deposit', account: 'bob', amount: 400n },
    { kind: 'settle', time: DAY },
  ]).vault

  it('hold requests until they settle, and cancel them before', () => {
    expect(opened.shares.get('ann')).toBe(600_000n)
    const asked = runVault(opened, [
      { kind: 'deposit', account: 'cid', amount: 50n },
      { kind: 'withdraw', account: 'ann', shares: 100_000n },
    ]).vault
    expect(asked.totalShares).toBe(1_000_000n)
    expect(asked.assets).toBe(1000n)
    expect(applyVaultEntry(asked, { kind: 'withdraw', account: 'ann', shares: 500_001n }).outcome).toEqual({
      kind: 'refused',
      reason: 'not-enough-shares',
    })
    const cancelled = runVault(asked, [
      { kind: 'cancel-deposit', account: 'cid' },
      { kind: 'cancel-withdrawal', account: 'ann' },
      { kind: 'settle', time: 2 * DAY },
    ]).vault
    expect(cancelled.claimable.get('cid')).toBe(50n)
    expect(cancelled.shares.get('ann')).toBe(600_000n)
    expect(applyVaultEntry(opened, { kind: 'cancel-deposit', account: 'ann' }).outcome.kind).toBe('refused')
    expect(applyVaultEntry(opened, { kind: 'claim', account: 'ann' }).outcome.kind).toBe('refused')
  })

  const rush = (shortOfCash: VaultTerms['shortOfCash']) =>
    runVault({ ...opened, terms: someTerms({ shortOfCash }) }, [
      { kind: 'lock', amount: 700n },
      { kind: 'withdraw', account: 'ann', shares: 600_000n },
      { kind: 'withdraw', account: 'bob', shares: 400_000n },
      { kind: 'settle', time: 2 * DAY },
    ])

  it('pay in proportion when the liquid assets do not suffice, and queue the rest', () => {
    const { vault, outcomes } = rush('pro-rata')
    expect(vault.claimable.get('ann')).toBe(180n)
    expect(vault.claimable.get('bob')).toBe(120n)
    expect(vault.withdrawals).toEqual([
      { account: 'ann', shares: 420_000n },
      { account: 'bob', shares: 280_000n },
    ])
    expect(outcomes[3]).toMatchObject({ settlement: { withdrawn: 300n, queuedShares: 700_000n } })
    const paid = runVault(vault, [
      { kind: 'lock', amount: 0n },
      { kind: 'settle', time: 3 * DAY },
    ]).vault
    expect(paid.claimable.get('ann')).toBe(600n)
    expect(paid.totalShares).toBe(0n)
    expect(claimsOf(paid).dust).toBe(0n)
  })

  it('pay in the order of arrival where the terms say so, and new deposits pay leavers', () => {
    const { vault } = rush('queue')
    expect(vault.claimable.get('ann')).toBe(300n)
    expect(vault.claimable.get('bob')).toBeUndefined()
    const helped = runVault(vault, [
      { kind: 'deposit', account: 'cid', amount: 350n },
      { kind: 'settle', time: 3 * DAY },
    ]).vault
    expect(helped.claimable.get('ann')).toBe(600n)
    expect(helped.claimable.get('bob')).toBe(50n)
    expect(helped.assets).toBe(700n)
  })

  it('charge management by time and performance above the high-water mark once', () => {
    const terms = someTerms({ managementFee: 20_000n, performanceFee: 200_000n, virtualShares: 1n })
    const start = runVault(openVault(terms, 0), [
      { kind: 'deposit', account: 'ann', amount: 10n ** 12n },
      { kind: 'settle', time: 0 },
    ]).vault
    const year = Number(YEAR)
    const idle = applyVaultEntry(start, { kind: 'settle', time: year })
    expect(idle.outcome).toMatchObject({ settlement: { fees: { management: 2n * 10n ** 10n, performance: 0n } } })
    const manager = claimsOf(idle.vault).byAccount.get('manager')!
    expect(2n * 10n ** 10n - manager <= 2n && manager <= 2n * 10n ** 10n).toBe(true)
    const quick = { ...start, settledAt: year }
    const swings = runVault(quick, [
      { kind: 'profit', amount: 10n ** 11n },
      { kind: 'settle', time: year },
      { kind: 'profit', amount: -(10n ** 11n) },
      { kind: 'settle', time: year },
      { kind: 'profit', amount: 10n ** 11n },
      { kind: 'settle', time: year },
      { kind: 'profit', amount: 10n ** 10n },
      { kind: 'settle', time: year },
    ]).outcomes.flatMap((outcome) => (outcome.kind === 'settled' ? [outcome.settlement.fees.performance] : []))
    expect(2n * 10n ** 10n - swings[0] <= 1n).toBe(true)
    expect(swings[1]).toBe(0n)
    expect(swings[2]).toBeLessThanOrEqual(1n)
    expect(Number(swings[3]) / 2e9).toBeCloseTo(1, 6)
  })

  it('pay fees in assets as far as those are liquid', () => {
    const terms = someTerms({ performanceFee: 500_000n, feesAs: 'assets' })
    const run = (locked: bigint) =>
      runVault({ ...opened, terms }, [
        { kind: 'profit', amount: 1000n },
        { kind: 'lock', amount: locked },
        { kind: 'settle', time: 2 * DAY },
      ]).vault
    const paid = run(0n).claimable.get('manager')!
    expect(paid).toBeGreaterThanOrEqual(498n)
    expect(run(0n).shares.get('manager')).toBeUndefined()
    expect(run(1900n).claimable.get('manager')).toBe(100n)
    expect(claimsOf(run(1900n)).byAccount.get('manager')! >= 496n).toBe(true)
  })

  it('report a loss beyond the assets instead of owing it', () => {
    const { vault, outcome } = applyVaultEntry(opened, { kind: 'profit', amount: -1500n })
    expect(outcome).toEqual({ kind: 'accepted', paidOut: 0n, shortfall: 500n })
    expect(vault.assets).toBe(0n)
    expect(assetsFor(600_000n, sharePrice(vault))).toBe(0n)
  })

  it('refuse amounts and times out of range', () => {
    expect(() => applyVaultEntry(opened, { kind: 'deposit', account: 'ann', amount: 0n })).toThrow('> 0')
    expect(() => applyVaultEntry(opened, { kind: 'settle', time: 0 })).toThrow('settles after')
    expect(() => applyVaultEntry(opened, { kind: 'lock', amount: -1n })).toThrow('≥ 0')
    expect(() => openVault(someTerms({ virtualShares: 0n }), 0)).toThrow('virtual shares')
    const strict = openVault(someTerms({ leastDeposit: 10n }), 0)
    expect(applyVaultEntry(strict, { kind: 'deposit', account: 'ann', amount: 9n }).outcome.kind).toBe('refused')
  })
})

describe('the door between currency and smallest units', () => {
  it('never lets the postings drift from the amounts by a unit', () => {
    fc.assert(
      fc.property(fc.array(between(-1e6, 1e6), { maxLength: 50 }), (amounts) => {
        let [carry, total] = [0, 0n]
        for (const amount of amounts) {
          const posting = minorUnits(amount, 100, carry)
          carry = posting.carry
          total += posting.units
        }
        const exact = amounts.reduce((a, b) => a + b, 0) * 100
        expect(Math.abs(Number(total) + carry - exact)).toBeLessThan(1e-5)
        expect(carry >= 0 && carry <= 1).toBe(true)
      }),
    )
    expect(() => minorUnits(NaN, 100)).toThrow('2^53')
    expect(() => minorUnits(1e18, 100)).toThrow('2^53')
  })
})
