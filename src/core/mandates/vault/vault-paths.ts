import type { Snapshot } from '../../hedging/snapshot'
import { minorUnits } from '../../portfolio/ledger/money'
import { bsmPrice } from '../../pricing/price'
import { termVol } from '../../pricing/term-vol'
import { applyVaultEntry, type VaultEntry, type VaultOutcome } from './apply-entry'
import { evaluatePool, type PoolBook, type PoolSnapshot } from './pool-hedge'
import type { Vault } from './vault'

/** A vault whose book is hedged along one path and settles every so many steps, and at the path's end. */
export type VaultPlan = {
  readonly vault: Vault
  readonly books: readonly Omit<PoolBook, 'position'>[]
  /** Hedging inputs that do not change along the path. */
  readonly terms: Omit<PoolSnapshot, 'books' | 'time' | 'spot' | 'last'>
  readonly start: number
  readonly stepMicroseconds: number
  readonly stepsPerEpoch: number
  /** Smallest units in 1 of the spot's currency. */
  readonly unitsPerCurrency: number
  /** Collateral, as a share of the value of all options' underlying. */
  readonly collateralShare: number
  /** What depositors do before the epoch of that number settles. */
  readonly entries: readonly { readonly epoch: number; readonly entry: VaultEntry }[]
}

/** The outcome of the path. */
export type VaultRun = {
  readonly vault: Vault
  readonly outcomes: readonly VaultOutcome[]
  /** One per epoch, after it settled. */
  readonly epochs: readonly { readonly assets: bigint; readonly totalShares: bigint; readonly profit: bigint }[]
  /** In currency: the book's P&L before rounding, hedge and costs counted. */
  readonly profit: number
  readonly cost: number
  /** Units traded on the market, and what books took from each other. */
  readonly turnover: number
  readonly crossed: number
}

const bookValue = ({ books, terms }: VaultPlan, spot: number, time: number): number => {
  let value = 0
  for (const { legs } of books)
    for (const { type, strike, expiry, quantity, multiplier = 1 } of legs) {
      const years = Math.max(expiry - time, 0) * terms.yearsPerMicrosecond
      const vol = termVol(terms.volatility, years)
      value += quantity * multiplier * bsmPrice({ type, spot, strike, years, vol, rate: terms.rate })
    }
  return value
}

/**
 * `evaluatePool` stepped along `spots` (steps + 1 of them); the book, marked to the model, and the hedge post their P&L
 * to the vault at every epoch's end.
 */
export const runPooledVault = (plan: VaultPlan, spots: Float64Array): VaultRun => {
  const { stepMicroseconds, stepsPerEpoch, terms } = plan
  let vault = plan.vault
  let books: readonly PoolBook[] = plan.books.map((book) => ({ ...book, position: 0 }))
  let last: Snapshot['last']
  let [profit, cost, turnover, crossed, carry, unposted] = [0, 0, 0, 0, 0, 0]
  const outcomes: VaultOutcome[] = []
  const epochs: { assets: bigint; totalShares: bigint; profit: bigint }[] = []
  const apply = (entry: VaultEntry) => {
    const step = applyVaultEntry(vault, entry)
    vault = step.vault
    outcomes.push(step.outcome)
  }
  const size = plan.books
    .flatMap(({ legs }) => legs)
    .reduce((sum, leg) => sum + Math.abs(leg.quantity * (leg.multiplier ?? 1)), 0)
  for (let step = 0; step < spots.length - 1; step++) {
    const time = plan.start + step * stepMicroseconds
    const [spot, after] = [spots[step], spots[step + 1]]
    const pool = evaluatePool({ ...terms, books, time, spot, last })
    last = pool.decision.next
    books = books.map((book, i) => ({ ...book, position: pool.books[i].position }))
    const paid = terms.oneWayCost * Math.abs(pool.decision.trade) * spot
    const held = books.reduce((sum, { position }) => sum + position, 0)
    const marked = bookValue(plan, after, time + stepMicroseconds) - bookValue(plan, spot, time)
    unposted += marked + held * (after - spot) - paid
    cost += paid
    turnover += Math.abs(pool.decision.trade)
    crossed += pool.crossed
    const isEnd = step === spots.length - 2
    if (!isEnd && (step + 1) % stepsPerEpoch !== 0) continue
    const posting = minorUnits(unposted, plan.unitsPerCurrency, carry)
    profit += unposted
    unposted = 0
    carry = posting.carry
    apply({ kind: 'profit', amount: posting.units })
    apply({ kind: 'lock', amount: minorUnits(plan.collateralShare * size * after, plan.unitsPerCurrency).units })
    for (const { epoch, entry } of plan.entries) if (epoch === vault.epoch) apply(entry)
    apply({ kind: 'settle', time: time + stepMicroseconds })
    epochs.push({ assets: vault.assets, totalShares: vault.totalShares, profit: posting.units })
  }
  return { vault, outcomes, epochs, profit, cost, turnover, crossed }
}
