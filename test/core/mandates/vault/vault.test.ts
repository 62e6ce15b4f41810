import fc from 'fast-check'
import { applyVaultEntry, type VaultEntry } from '../../../../src/core/mandates/vault/apply-entry'
import {
  comparePrices,
  openVault,
  sharePrice,
  type Vault,
  type VaultTerms,
} from '../../../../src/core/mandates/vault/vault'
import { claimsOf } from './claims'
import { runVault } from './run-vault'
import { DAY, someTerms } from './some-terms'

const people = ['ann', 'bob', 'cid']
const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n)

/** What a random sequence has put in, taken out and earned; custody must be their balance at every moment. */
type Tally = { vault: Vault; custody: bigint; time: number }

const anyTerms = fc
  .record({
    managementFee: fc.constantFrom(0n, 20_000n, 300_000n),
    performanceFee: fc.constantFrom(0n, 200_000n, 1_000_000n),
    feesAs: fc.constantFrom('shares', 'assets'),
    virtualShares: fc.constantFrom(1n, 1000n, 1_000_000n),
    leastDeposit: fc.constantFrom(1n, 50n),
    shortOfCash: fc.constantFrom('pro-rata', 'queue'),
  })
  .map((change) => someTerms(change as Partial<VaultTerms>))

type Act = (vault: Vault, time: number) => VaultEntry | undefined
const anyAmount = fc.oneof(fc.bigInt(1n, 100n), fc.bigInt(1n, 10n ** 12n))
const anyPerson = fc.constantFrom(...people, 'manager')
const ppm = fc.bigInt(0n, 1_000_000n)
const someShares = (vault: Vault, account: string, part: bigint): bigint =>
  ((vault.shares.get(account) ?? 0n) * part) / 1_000_000n
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(anyPerson, anyAmount).map(([account, amount]): Act => () => ({ kind: 'deposit', account, amount })),
  fc.tuple(anyPerson, ppm).map(([account, part]): Act => (vault) => {
    const shares = someShares(vault, account, part)
    return shares > 0n ? { kind: 'withdraw', account, shares } : undefined
  }),
  anyPerson.map((account): Act => () => ({ kind: 'cancel-deposit', account })),
  anyPerson.map((account): Act => () => ({ kind: 'cancel-withdrawal', account })),
  anyPerson.map((account): Act => () => ({ kind: 'claim', account })),
  fc
    .bigInt(-1_200_000n, 800_000n)
    .map((part): Act => (vault) => ({ kind: 'profit', amount: (vault.assets * part) / 1_000_000n })),
  ppm.map((part): Act => (vault) => ({ kind: 'lock', amount: (vault.assets * part) / 1_000_000n })),
  fc.integer({ min: 0, max: 40 }).map((days): Act => (_, time) => ({ kind: 'settle', time: time + days * DAY })),
)

const perform = (tally: Tally, act: Act): void => {
  const entry = act(tally.vault, tally.time)
  if (entry === undefined) return
  const before = tally.vault
  const { vault, outcome } = applyVaultEntry(before, entry)
  if (outcome.kind === 'accepted') {
    tally.custody -= outcome.paidOut
    if (entry.kind === 'deposit') tally.custody += entry.amount
    if (entry.kind === 'profit') tally.custody += entry.amount + outcome.shortfall
  }
  if (outcome.kind === 'refused') expect(vault).toBe(before)
  if (entry.kind === 'settle') tally.time = entry.time
  tally.vault = vault
}

const checkVault = (tally: Tally): void => {
  const { vault } = tally
  const { custody, byAccount, dust } = claimsOf(vault)
  const parts = sum(byAccount.values()) + dust
  const aside = sum(vault.withdrawals.map(({ shares }) => shares))
  const broken = [
    custody === tally.custody ? '' : `custody ${custody} is not the balance ${tally.custody}`,
    parts === custody ? '' : `claims and dust ${parts} are not the custody ${custody}`,
    dust >= 0n ? '' : `dust ${dust}`,
    sum(vault.shares.values()) + aside === vault.totalShares ? '' : 'shares do not sum',
    vault.assets >= 0n && vault.locked >= 0n && vault.locked <= vault.assets ? '' : 'locked beyond the assets',
    [...vault.shares.values(), ...vault.claimable.values()].every((held) => held > 0n) ? '' : 'a balance ≤ 0',
    vault.withdrawals.every(({ shares }) => shares > 0n) ? '' : 'an empty request',
  ]
  expect(broken.filter((text) => text !== '')).toEqual([])
}

describe('a vault', () => {
  it('conserves value to the smallest unit in any sequence of deposits, withdrawals, cancellations, profits, fees and settlements', () => {
    fc.assert(
      fc.property(anyTerms, fc.array(anyAct, { minLength: 5, maxLength: 60 }), (terms, acts) => {
        const tally: Tally = { vault: openVault(terms, 0), custody: 0n, time: 0 }
        for (const act of acts) {
          perform(tally, act)
          checkVault(tally)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('settles at a price that does not fall, but for fees, and pays no locked collateral out', () => {
    fc.assert(
      fc.property(anyTerms, fc.array(anyAct, { minLength: 10, maxLength: 40 }), (terms, acts) => {
        const free = { ...terms, managementFee: 0n, performanceFee: 0n }
        const tally: Tally = { vault: openVault(free, 0), custody: 0n, time: 0 }
        for (const act of acts) {
          const before = tally.vault
          perform(tally, act)
          const { vault } = tally
          if (vault.epoch === before.epoch) continue
          expect(comparePrices(sharePrice(vault), sharePrice(before))).toBeGreaterThanOrEqual(0)
          const floor = before.locked < before.assets ? before.locked : before.assets
          expect(vault.assets >= floor).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('lets no account gain from another’s rounding: a settlement raises no claim by more than a unit for each request of another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 3, maxLength: 3 }),
        fc.bigInt(-900_000n, 5_000_000n),
        fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 3, maxLength: 3 }),
        fc.array(ppm, { minLength: 3, maxLength: 3 }),
        (first, profit, second, parts) => {
          const opened = runVault(openVault(someTerms(), 0), [
            ...people.map((account, i): VaultEntry => ({ kind: 'deposit', account, amount: first[i] })),
            { kind: 'settle', time: 1 },
          ]).vault
          const grown = applyVaultEntry(opened, { kind: 'profit', amount: (opened.assets * profit) / 1_000_000n }).vault
          const requests = people.flatMap((account, i): VaultEntry[] => {
            const shares = someShares(grown, account, parts[i])
            const deposit: VaultEntry = { kind: 'deposit', account, amount: second[i] }
            return shares > 0n ? [deposit, { kind: 'withdraw', account, shares }] : [deposit]
          })
          const asked = runVault(grown, requests).vault
          const settled = applyVaultEntry(asked, { kind: 'settle', time: 2 }).vault
          const [before, after] = [claimsOf(asked).byAccount, claimsOf(settled).byAccount]
          // A request leaves less than a unit to the others.
          for (const account of people) {
            const gained = after.get(account)! - before.get(account)!
            const others = requests.filter((request) => 'account' in request && request.account !== account)
            expect(gained <= 1n + BigInt(others.length)).toBe(true)
            expect(gained >= -(BigInt(requests.length) + grown.assets / grown.totalShares + 2n)).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps the share price under a deposit and its withdrawal, in the vault’s favour by at most a unit each', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 9n),
        fc.bigInt(1n, 10n ** 9n),
        fc.bigInt(0n, 10n ** 9n),
        (held, amount, profit) => {
          const opened = runVault(openVault(someTerms(), 0), [
            { kind: 'deposit', account: 'ann', amount: held },
            { kind: 'settle', time: 1 },
            { kind: 'profit', amount: profit },
            { kind: 'deposit', account: 'bob', amount },
            { kind: 'settle', time: 2 },
          ]).vault
          const shares = opened.shares.get('bob') ?? 0n
          if (shares === 0n) return
          const left = runVault(opened, [
            { kind: 'withdraw', account: 'bob', shares },
            { kind: 'settle', time: 3 },
          ]).vault
          const back = left.claimable.get('bob') ?? 0n
          expect(back <= amount).toBe(true)
          const price = sharePrice(opened)
          expect(amount - back <= price.assets / price.shares + 2n).toBe(true)
          expect(comparePrices(sharePrice(left), price)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('makes inflating the price against a newcomer a loss for the attacker', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1000n), fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 9n), (seed, gift, victim) => {
        const end = runVault(openVault(someTerms({ virtualShares: 1_000_000n }), 0), [
          { kind: 'deposit', account: 'ann', amount: seed },
          { kind: 'settle', time: 1 },
          { kind: 'profit', amount: gift },
          { kind: 'deposit', account: 'bob', amount: victim },
          { kind: 'settle', time: 2 },
        ]).vault
        const claims = claimsOf(end)
        expect((claims.byAccount.get('ann') ?? 0n) <= seed + gift).toBe(true)
        // What the newcomer loses is under a millionth of what the attack cost, and a unit.
        const lost = victim - claims.byAccount.get('bob')!
        expect(lost <= gift / 1_000_000n + 2n).toBe(true)
      }),
    )
  })
})
