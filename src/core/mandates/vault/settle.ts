import type { Timestamp } from '../../market/event'
import {
  assetsFor,
  comparePrices,
  credited,
  PPM,
  sharePrice,
  sharesFor,
  VIRTUAL_ASSETS,
  type SharePrice,
  type Vault,
  type WithdrawalRequest,
} from './vault'

/** What was charged, in units of assets. */
type FeesCharged = { readonly management: bigint; readonly performance: bigint }

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * Takes a fee worth `fee` of the vault's assets: as shares minted so that they are worth it, rounded down, or as liquid
 * assets first.
 */
const take = (vault: Vault, fee: bigint): Vault => {
  if (fee <= 0n) return vault
  const { feesAs, feeAccount, virtualShares } = vault.terms
  if (feesAs === 'assets') {
    const paid = least(fee, vault.assets - vault.locked)
    const claimable = credited(vault.claimable, feeAccount, paid)
    const rest = { ...vault, assets: vault.assets - paid, claimable }
    return take({ ...rest, terms: { ...rest.terms, feesAs: 'shares' } }, fee - paid)
  }
  const minted = (fee * (vault.totalShares + virtualShares)) / (vault.assets + VIRTUAL_ASSETS - fee)
  return {
    ...vault,
    totalShares: vault.totalShares + minted,
    shares: credited(vault.shares, feeAccount, minted),
  }
}

/**
 * Fees up to `time`. Management: assets × rate × time gone by, rounded down. Performance: its share of what the shares
 * are worth above the high-water mark, after the management fee, rounded down; the mark then rises to the price left,
 * and never falls while shares are outstanding. One mark for all depositors.
 */
const chargeFees = (vault: Vault, time: Timestamp): { readonly vault: Vault; readonly fees: FeesCharged } => {
  const { terms } = vault
  const elapsed = BigInt(time - vault.settledAt)
  const owners = vault.totalShares > 0n
  const due = (vault.assets * terms.managementFee * elapsed) / (PPM * terms.microsecondsPerYear)
  const management = owners ? least(due, vault.assets) : 0n
  const managed = { ...take(vault, management), terms }
  const price = sharePrice(managed)
  const mark = vault.highWaterMark
  if (!owners) return { vault: { ...managed, highWaterMark: price }, fees: { management, performance: 0n } }
  if (comparePrices(price, mark) <= 0) return { vault: managed, fees: { management, performance: 0n } }
  // The mark's worth rounded up, so that the gain is rounded down; virtual shares earn no gain.
  const gain =
    assetsFor(managed.totalShares, price) - (managed.totalShares * mark.assets + mark.shares - 1n) / mark.shares
  const performance = gain > 0n ? (gain * terms.performanceFee) / PPM : 0n
  const charged = { ...take(managed, performance), terms }
  const left = sharePrice(charged)
  const highWaterMark = comparePrices(left, mark) > 0 ? left : mark
  return { vault: { ...charged, highWaterMark }, fees: { management, performance } }
}

/** What an epoch settled at. */
export type Settlement = {
  readonly epoch: number
  readonly fees: FeesCharged
  /** The one price at which the epoch's deposits and withdrawals were settled. */
  readonly price: SharePrice
  readonly deposited: bigint
  readonly withdrawn: bigint
  /** Shares that wait for liquidity until the next epoch. */
  readonly queuedShares: bigint
  /** Deposits too small to buy a share, given back as claimable. */
  readonly returned: bigint
}

/** Shares of each request that `available` assets pay for, in the vault's order. */
const payable = (
  requests: readonly WithdrawalRequest[],
  price: SharePrice,
  available: bigint,
  order: 'pro-rata' | 'queue',
): bigint[] => {
  const worth = requests.map(({ shares }) => assetsFor(shares, price))
  const demanded = worth.reduce((sum, amount) => sum + amount, 0n)
  if (demanded <= available) return requests.map(({ shares }) => shares)
  if (order === 'pro-rata') return worth.map((amount) => sharesFor((amount * available) / demanded, price))
  let left = available
  return requests.map(({ shares }, i) => {
    const paid = worth[i] <= left ? shares : sharesFor(left, price)
    left -= assetsFor(paid, price)
    return paid
  })
}

/**
 * Settles the epoch as of `time`: fees first, then every withdrawal and deposit at one price, rounded in the vault's
 * favour, so that the price per share does not fall by settling. The epoch's deposits are liquid for its withdrawals;
 * locked collateral is not. What cannot be paid stays queued with its shares.
 */
export const settleEpoch = (
  vault: Vault,
  time: Timestamp,
): { readonly vault: Vault; readonly settlement: Settlement } => {
  const { vault: charged, fees } = chargeFees(vault, time)
  const price = sharePrice(charged)
  const accepted = charged.deposits.map(({ amount }) => sharesFor(amount, price) > 0n)
  const deposited = charged.deposits.reduce((sum, { amount }, i) => (accepted[i] ? sum + amount : sum), 0n)
  const available = charged.assets - charged.locked + deposited
  const paid = payable(charged.withdrawals, price, available, charged.terms.shortOfCash)
  let { shares, claimable, totalShares } = charged
  let [withdrawn, returned, queuedShares] = [0n, 0n, 0n]
  const withdrawals: WithdrawalRequest[] = []
  charged.withdrawals.forEach(({ account, shares: requested }, i) => {
    // A request that is worth nothing is burnt, since it would otherwise stay queued without end.
    const amount = assetsFor(paid[i], price)
    claimable = credited(claimable, account, amount)
    totalShares -= paid[i]
    withdrawn += amount
    queuedShares += requested - paid[i]
    if (requested > paid[i]) withdrawals.push({ account, shares: requested - paid[i] })
  })
  charged.deposits.forEach(({ account, amount }, i) => {
    if (!accepted[i]) {
      claimable = credited(claimable, account, amount)
      returned += amount
      return
    }
    const minted = sharesFor(amount, price)
    shares = credited(shares, account, minted)
    totalShares += minted
  })
  const settled: Vault = {
    ...charged,
    epoch: charged.epoch + 1,
    settledAt: time,
    assets: charged.assets + deposited - withdrawn,
    shares,
    totalShares,
    claimable,
    deposits: [],
    withdrawals,
  }
  const settlement = { epoch: charged.epoch, fees, price, deposited, withdrawn, queuedShares, returned }
  return { vault: settled, settlement }
}
