import { VIRTUAL_ASSETS } from './terms'
import type { SharePrice, Vault } from './vault'

/** Assets per share, the virtual ones counted in both. */
export const sharePrice = ({ assets, totalShares, terms }: Vault): SharePrice => ({
  assets: assets + VIRTUAL_ASSETS,
  shares: totalShares + terms.virtualShares,
})

/**
 * Shares for an amount, rounded down: what is lost stays in the vault. As ERC-4626 demands of deposits (Santoro et al.,
 * 2022).
 */
export const sharesFor = (amount: bigint, price: SharePrice): bigint => (amount * price.shares) / price.assets

/** What shares are worth, rounded down: what is lost stays in the vault. As ERC-4626 demands of redemptions. */
export const assetsFor = (shares: bigint, price: SharePrice): bigint => (shares * price.assets) / price.shares

/** Sign of a − b. */
export const comparePrices = (a: SharePrice, b: SharePrice): -1 | 0 | 1 => {
  const difference = a.assets * b.shares - b.assets * a.shares
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}
