import { emptyQuotation, type OptionSummary } from '../../../../src/core/market/event'
import { black76Price } from '../../../../src/core/pricing/price'
import { chainQuotes } from '../../../../src/core/surface/chain-quotes'
import { fitSurface } from '../../../../src/core/surface/fit-surface'
import { openChain, type MarkedChain } from '../../../../src/core/surface/mark-option'
import type { ChainHistory } from '../../../../training/backtest/chain/chain-history'

export const day = 86_400e6
/** A Monday at 08:00 UTC. */
export const start = Date.UTC(2030, 0, 7, 8) * 1000
export const fees = { optionFee: 3e-4, optionFeeCap: 0.125, taker: 5e-4, halfSpread: 0 }
export const rule = { source: 'quote', widest: 0.5 } as const

const expiries = [7, 14, 21, 35].map((days) => start + days * day)
const strikes = [60, 70, 80, 90, 95, 100, 105, 110, 120, 130, 140]

/** Coin-settled options on an index, forwards at the index, half a per mille of spread either way. */
const aChain = (at: number, index: number, vol = 0.6, own: Partial<OptionSummary> = {}): MarkedChain => {
  const options = expiries
    .filter((expiry) => expiry > at)
    .flatMap((expiry) =>
      strikes.flatMap((strike) =>
        (['call', 'put'] as const).map((type): OptionSummary => {
          const years = (expiry - at) / (365 * day)
          const price = black76Price({ type, forward: index, strike, years, vol }) / index
          return {
            ...{
              ...emptyQuotation,
              kind: 'option-summary',
              instrument: `X-${(expiry - start) / day}-${strike}-${type}`,
            },
            ...{ type, strike, expiry, timestamp: at, localTimestamp: at, openInterest: 10 },
            ...{ underlyingPrice: index, indexPrice: index, markPrice: price },
            ...(price > 1e-6 && { bid: 0.999 * price, ask: 1.001 * price }),
            ...own,
          }
        }),
      ),
    )
  const terms = { at, settlement: 'inverse', staleAfter: day / 24 } as const
  return openChain(options, { surface: fitSurface(chainQuotes(options, terms).expiries), time: at }, terms)
}

/** A chain every six hours along the prices of an index. */
export const aHistory = (indices: readonly number[], vols: readonly number[] = []): ChainHistory => ({
  ...{ title: 'made up', origin: 'synthetic', instrument: { venue: 'deribit', symbol: 'X' }, settlement: 'inverse' },
  chains: indices.map((index, i) => aChain(start + (i * day) / 4, index, vols[i])),
  ...{ spot: [], perpetual: [], fundings: [] },
})
