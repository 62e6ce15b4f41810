import type { Timestamp } from '../../market/event'
import { assetsFor, comparePrices, sharePrice } from './share-price'
import { PPM, VIRTUAL_ASSETS } from './terms'
import { credited, type Vault } from './vault'

/** What was charged, in units of assets. */
export type FeesCharged = { readonly management: bigint; readonly performance: bigint }

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
export const chargeFees = (vault: Vault, time: Timestamp): { readonly vault: Vault; readonly fees: FeesCharged } => {
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
  // The mark's worth rounded up, so that the gain is rounded down; virtual shares gain for nobody.
  const gain =
    assetsFor(managed.totalShares, price) - (managed.totalShares * mark.assets + mark.shares - 1n) / mark.shares
  const performance = gain > 0n ? (gain * terms.performanceFee) / PPM : 0n
  const charged = { ...take(managed, performance), terms }
  const left = sharePrice(charged)
  const highWaterMark = comparePrices(left, mark) > 0 ? left : mark
  return { vault: { ...charged, highWaterMark }, fees: { management, performance } }
}
