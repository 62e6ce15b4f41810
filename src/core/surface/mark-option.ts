import { YEARS_PER_MICROSECOND, type OptionSummary, type Timestamp } from '../market/event'
import { medianPrice } from '../market/price-guard'
import { impliedVol } from '../pricing/implied-vol'
import { black76Price } from '../pricing/price'
import type { ChainTerms } from './chain-quotes'
import type { Surface } from './fit-surface'
import { surfaceForward, surfaceVol } from './surface-vol'

/** A chain at one moment, ready to mark options at. */
export type MarkedChain = {
  readonly at: Timestamp
  readonly settlement: ChainTerms['settlement']
  /** Price of the index, else the forward of the first expiry. */
  readonly index: number
  /** The last quotation of each instrument, those that are too old left out. */
  readonly quotes: ReadonlyMap<string, OptionSummary>
  /** Its years are counted from the moment, whenever it was fitted. */
  readonly surface: Surface
  readonly fittedAt: Timestamp
  /** The index when the surface was fitted: forwards of one that is carried move with the index since. */
  readonly fittedIndex: number
}

/** A surface with the time of its fit, as `startChainSurface` follows it. */
export type DatedSurface = { readonly surface: Surface; readonly time: Timestamp }

/** Opens a chain from its quotations at a moment; `before` is the chain before, of whose fit a carried surface is. */
export const openChain = (
  options: readonly OptionSummary[],
  { surface, time }: DatedSurface,
  { at, settlement, staleAfter }: ChainTerms,
  before?: MarkedChain,
): MarkedChain => {
  const fresh = options.filter(({ timestamp }) => timestamp <= at && at - timestamp <= staleAfter)
  const index = medianPrice(fresh.flatMap(({ indexPrice }) => indexPrice ?? [])) ?? surface.expiries[0].forward
  const fittedIndex = time === before?.fittedAt ? before.fittedIndex : index
  const quotes = new Map(fresh.map((option) => [option.instrument, option]))
  return { at, settlement, index, quotes, surface, fittedAt: time, fittedIndex }
}

/** An option by what it is; `instrument` finds its own quotation. */
export type MarkedOption = Pick<OptionSummary, 'instrument' | 'type' | 'strike' | 'expiry'>

/**
 * What an option is valued at: 'quote', the middle of its own quotes, else the surface; 'venue', the venue's mark, else
 * as 'quote'. Quotes whose spread exceeds the share `widest` of their middle are no quotes.
 */
export type MarkRule = { readonly source: 'quote' | 'venue'; readonly widest: number }

/** The value of one unit of an option, in the coin where it is inverse. */
export type OptionValue = {
  readonly source: 'quote' | 'venue' | 'surface'
  readonly price: number
  readonly forward: number
  readonly years: number
  /** Annual volatility of the price; that of the surface where the price has none (at or below intrinsic value). */
  readonly vol: number
  /** Annual volatility of the surface at the money, at this expiry. */
  readonly atMoney: number
}

const ownPrice = (quote: OptionSummary | undefined, { source, widest }: MarkRule) => {
  if (quote === undefined) return undefined
  const { bid, ask, markPrice } = quote
  if (source === 'venue' && markPrice !== undefined) return { source, price: markPrice }
  if (bid === undefined || ask === undefined || bid > ask) return undefined
  const price = (bid + ask) / 2
  return ask - bid <= widest * price ? { source: 'quote' as const, price } : undefined
}

/** Forward of an expiry: the one fitted now, else the quotation's own underlying, else the carry of the surface. */
const forwardOf = (chain: MarkedChain, { instrument, expiry }: MarkedOption, years: number): number => {
  const { surface, at, fittedAt, fittedIndex, index, quotes } = chain
  const fitted = surface.expiries.find((slice) => slice.expiry === expiry)
  if (fitted !== undefined && fittedAt === at) return fitted.forward
  const stated = quotes.get(instrument)?.underlyingPrice
  return stated ?? (index * surfaceForward(surface, fittedIndex, years)) / fittedIndex
}

/** The value of an option that has not expired, undiscounted as venues of futures price it; undefined where it has. */
export const markOption = (chain: MarkedChain, option: MarkedOption, rule: MarkRule): OptionValue | undefined => {
  const { type, strike, expiry, instrument } = option
  const years = (expiry - chain.at) * YEARS_PER_MICROSECOND
  if (!(years > 0)) return undefined
  const forward = forwardOf(chain, option, years)
  const unit = chain.settlement === 'inverse' ? 1 / forward : 1
  const surfaced = surfaceVol(chain.surface, Math.log(strike / forward), years)
  const inputs = { type, forward, strike, years }
  const own = ownPrice(chain.quotes.get(instrument), rule)
  const { source, price } = own ?? {
    source: 'surface' as const,
    price: unit * black76Price({ ...inputs, vol: surfaced }),
  }
  const vol = own === undefined ? surfaced : (impliedVol({ ...inputs, price, discount: unit }) ?? surfaced)
  return { source, price, forward, years, vol, atMoney: surfaceVol(chain.surface, 0, years) }
}
