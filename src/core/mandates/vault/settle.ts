import type { Timestamp } from '../../market/event'
import { chargeFees, type FeesCharged } from './fees'
import { assetsFor, sharePrice, sharesFor } from './share-price'
import { credited, type SharePrice, type Vault, type WithdrawalRequest } from './vault'

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
  charged.withdrawals.forEach(({ account, shares: asked }, i) => {
    // A request that is worth nothing is burnt rather than kept for ever.
    const amount = assetsFor(paid[i], price)
    claimable = credited(claimable, account, amount)
    totalShares -= paid[i]
    withdrawn += amount
    queuedShares += asked - paid[i]
    if (asked > paid[i]) withdrawals.push({ account, shares: asked - paid[i] })
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
