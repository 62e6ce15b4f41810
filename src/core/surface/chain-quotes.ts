import { YEARS_PER_MICROSECOND, type OptionSummary, type Timestamp } from '../market/event'
import type { Settlement } from '../market/instrument'
import { medianPrice } from '../market/price-guard'
import { impliedVol } from '../pricing/implied-vol'
import type { ExpiryQuotes, SmileQuote } from './fit-surface'
import { parityForward, type ParityPair } from './parity-forward'

/** Why a quotation or a whole expiry does not count. */
export type ChainRefusal =
  'expired' | 'stale' | 'one-sided' | 'crossed' | 'no-forward' | 'below-intrinsic' | 'absurd-vol'

export type ChainQuotes = {
  readonly expiries: readonly ExpiryQuotes[]
  /** Quotations left out, by reason. */
  readonly refused: Readonly<Partial<Record<ChainRefusal, number>>>
}

export type ChainTerms = {
  readonly at: Timestamp
  /** 'inverse': prices in the coin, as a share of the forward; 'linear': in the unit of the strike. */
  readonly settlement: Exclude<Settlement, 'quanto'>
  /** A quotation older than this at `at` does not count, microseconds. */
  readonly staleAfter: number
}

type TwoSided = OptionSummary & { readonly bid: number; readonly ask: number }

/** Annual volatilities from 1 % to 1,000 % are those of a market. */
const isVol = (vol: number): boolean => vol >= 0.01 && vol <= 10

/** Calls and puts of one strike, by their middles. */
const pairsOf = (options: readonly TwoSided[]): readonly ParityPair[] => {
  const puts = new Map(options.filter(({ type }) => type === 'put').map((put) => [put.strike, put]))
  return options.flatMap((call) => {
    const put = call.type === 'call' ? puts.get(call.strike) : undefined
    if (put === undefined) return []
    const width = Math.max(call.ask - call.bid + put.ask - put.bid, 1e-9)
    return [{ strike: call.strike, call: (call.bid + call.ask) / 2, put: (put.bid + put.ask) / 2, width }]
  })
}

/** The dated future of an expiry where one is quoted, else put-call parity; prices are divided by `discount`. */
const forwardOf = (options: readonly TwoSided[], settlement: ChainTerms['settlement']) => {
  const quoted = options.flatMap(({ underlyingPrice }) => underlyingPrice ?? [])
  const median = medianPrice(quoted)
  if (median !== undefined)
    return { forward: median, forwardError: 0, discount: settlement === 'inverse' ? 1 / median : 1 }
  const parity = parityForward(pairsOf(options))
  return parity && { forward: parity.forward, forwardError: parity.error, discount: parity.discount }
}

/**
 * The quotes of a chain by expiry, as volatilities at log-moneyness: what has a bid and an ask, is fresh and unexpired,
 * and whose middle lies above intrinsic value. `options` are the last quotation of each instrument.
 */
export const chainQuotes = (options: readonly OptionSummary[], terms: ChainTerms): ChainQuotes => {
  const refused: Partial<Record<ChainRefusal, number>> = {}
  const refuse = (reason: ChainRefusal, count = 1): void => {
    refused[reason] = (refused[reason] ?? 0) + count
  }
  const byExpiry = new Map<Timestamp, TwoSided[]>()
  for (const option of options) {
    const { bid, ask, expiry, timestamp } = option
    if (expiry <= terms.at) refuse('expired')
    else if (timestamp > terms.at || terms.at - timestamp > terms.staleAfter) refuse('stale')
    else if (bid === undefined || ask === undefined) refuse('one-sided')
    else if (bid > ask) refuse('crossed')
    else {
      const others = byExpiry.get(expiry) ?? []
      others.push({ ...option, bid, ask })
      byExpiry.set(expiry, others)
    }
  }
  const expiries: ExpiryQuotes[] = []
  for (const [expiry, quoted] of [...byExpiry].sort(([one], [other]) => one - other)) {
    const years = (expiry - terms.at) * YEARS_PER_MICROSECOND
    const found = forwardOf(quoted, terms.settlement)
    if (found === undefined) {
      refuse('no-forward', quoted.length)
      continue
    }
    const { forward, forwardError, discount } = found
    const quotes = quoted.flatMap(({ type, strike, bid, ask }): readonly SmileQuote[] => {
      const vol = (price: number): number | undefined => impliedVol({ type, price, forward, strike, years, discount })
      const [midVol, askVol] = [vol((bid + ask) / 2), vol(ask)]
      if (midVol === undefined || askVol === undefined) {
        refuse('below-intrinsic')
        return []
      }
      if (!isVol(midVol)) {
        refuse('absurd-vol')
        return []
      }
      return [{ k: Math.log(strike / forward), bidVol: vol(bid) ?? 0, midVol, askVol }]
    })
    if (quotes.length > 0) expiries.push({ expiry, years, forward, forwardError, quotes })
  }
  return { expiries, refused }
}
