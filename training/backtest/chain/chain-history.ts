import { chainOf, openForWork } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import { type OptionSummary, type Timestamp, DAY, YEARS_PER_MICROSECOND } from '../../../src/core/market/event'
import { fundingRuleOf, startFundingRates, type FundingRate } from '../../../src/core/market/funding'
import { instrumentName, instrumentNamed, type InstrumentId } from '../../../src/core/market/instrument'
import { attributeOption, type ChainParts } from '../../../src/core/portfolio/attribute-chain'
import type { ChainTerms } from '../../../src/core/surface/chain-quotes'
import { type MarkedChain, markOption, type MarkRule } from '../../../src/core/surface/mark-option'
import type { RecordingReader } from '../../../src/ports/recording-store'
import type { ExplainedShare } from '../../../src/report/chain/chain-sources'
import { chainSettles, readChains, type ChainReading } from '../../data/chains'
import type { OnProgress } from '../../data/options'

export type PricePoint = { readonly at: Timestamp; readonly price: number }

/** The chains of a recording through time, and what they were hedged with. */
export type ChainHistory = {
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly instrument: InstrumentId
  readonly settlement: ChainTerms['settlement']
  /** In time order. */
  readonly chains: readonly MarkedChain[]
  /** Closes of the bars of the spot, in time order; empty where none are recorded. */
  readonly spot: readonly PricePoint[]
  /** Prices of the perpetual; empty where none are recorded. */
  readonly perpetual: readonly PricePoint[]
  /** Its fundings in time order: those that the venue published, where it has none those of its running rate. */
  readonly fundings: readonly FundingRate[]
}

export type ChainSource = Pick<ChainReading, 'stale' | 'every'> & {
  readonly data: string
  readonly symbol?: string | undefined
  /** `venue/symbol` of bars between the chains. */
  readonly spot?: string | undefined
  readonly settlement?: ChainTerms['settlement'] | undefined
}

const spotOf = async (reader: RecordingReader, name: string): Promise<readonly PricePoint[]> => {
  const points: PricePoint[] = []
  for await (const bars of reader.bars(instrumentNamed(name)))
    for (const { timestamp, close } of bars) points.push({ at: timestamp, price: close })
  if (points.length === 0) throw new Fault('missing-data', `the recording has no bars of ${name}`)
  return points
}

/** The perpetual's prices and fundings. A running rate counts for a quarter of an hour, as in the service. */
const perpetualOf = async (
  reader: RecordingReader,
  venue: string,
  symbol: string | undefined,
): Promise<Pick<ChainHistory, 'perpetual' | 'fundings'>> => {
  const perpetual: PricePoint[] = []
  if (symbol === undefined) return { perpetual, fundings: [] }
  const instrument = { venue, symbol }
  const rule = fundingRuleOf(venue)
  const running = rule && startFundingRates(rule)
  const published: FundingRate[] = []
  const ofTickers: FundingRate[] = []
  for await (const tickers of reader.derivativeTickers(instrument))
    for (const ticker of tickers) {
      const { timestamp, lastPrice, markPrice } = ticker
      const price = markPrice ?? lastPrice
      if (price !== undefined) perpetual.push({ at: timestamp, price })
      running?.take(ticker)
      const told = ofTickers.at(-1)?.at ?? -Infinity
      for (const rate of running?.all() ?? []) if (rate.at > told) ofTickers.push(rate)
    }
  for await (const facts of reader.funding(instrument))
    for (const { timestamp: at, from, rate, price } of facts) published.push({ at, from, rate, price, basis: 'venue' })
  return { perpetual, fundings: published.length > 0 ? published : ofTickers }
}

/** Reads the chains of a recording and fits the surface of each; a chain that has no surface is left out. */
export const loadChainHistory = async (source: ChainSource, onProgress: OnProgress): Promise<ChainHistory> => {
  const reader = await openForWork(source.data)
  try {
    const description = await reader.describe()
    const { instrument } = chainOf(description, source.symbol)
    const options = description.instruments
      .find(({ venue, symbol }) => venue === instrument.venue && symbol === instrument.symbol)!
      .channels.find(({ channel }) => channel === 'options')!
    const settlement = source.settlement ?? (await chainSettles(reader, instrument))
    const chains = await readChains(reader, instrument, { ...source, settlement }, (at) =>
      onProgress('surfaces', (at - options.from) / 1e6, Math.max((options.to - options.from) / 1e6, 1)),
    )
    if (chains.length < 2)
      throw new Fault('missing-data', `${instrumentName(instrument)}: a backtest takes two chains with a surface`)
    const perpetual = description.instruments.find(
      (other) =>
        other.venue === instrument.venue &&
        other.instrument?.kind === 'perpetual' &&
        other.instrument.base === instrument.symbol &&
        other.instrument.settlement === settlement,
    )
    return {
      ...{ title: description.title, origin: description.origin, instrument, settlement, chains },
      spot: source.spot === undefined ? [] : await spotOf(reader, source.spot),
      ...(await perpetualOf(reader, instrument.venue, perpetual?.symbol)),
    }
  } finally {
    await reader.close()
  }
}

/** Intervals longer than this do not count. */
const longest = (13 / 24) * DAY
/** Options quoted within 10 %, of a day at least, with open interest, strikes from half to twice the forward. */
const filter = { spread: 0.1, years: 1 / 365, openInterest: 1, moneyness: [0.5, 2] } as const

const causes: readonly ((parts: ChainParts) => number)[] = [
  ({ delta, gamma, theta }) => delta + gamma + theta,
  ({ delta, gamma, theta, vega }) => delta + gamma + theta + vega.reduce((sum, value) => sum + value, 0),
  ({ total, other }) => total - other,
]

const passes = ({ bid, ask, expiry, strike, openInterest = 0, underlyingPrice }: OptionSummary, at: MarkedChain) => {
  if (bid === undefined || ask === undefined || 2 * (ask - bid) > filter.spread * (ask + bid)) return false
  const moneyness = strike / (underlyingPrice ?? at.index)
  const [low, high] = filter.moneyness
  const lives = (expiry - at.at) * YEARS_PER_MICROSECOND >= filter.years
  return lives && openInterest >= filter.openInterest && moneyness >= low && moneyness <= high
}

/** Over every option that passes the filter in two chains that follow each other. */
export const explainedShare = (
  chains: readonly MarkedChain[],
  settlement: ChainTerms['settlement'],
  rule: MarkRule,
): ExplainedShare => {
  const left = causes.map(() => 0)
  let [pairs, squares] = [0, 0]
  for (let i = 1; i < chains.length; i++) {
    const [before, after] = [chains[i - 1], chains[i]]
    if (after.at - before.at >= longest) continue
    for (const [name, quote] of before.quotes) {
      const next = after.quotes.get(name)
      if (next === undefined || !passes(quote, before) || !passes(next, after)) continue
      const [start, end] = [markOption(before, quote, rule), markOption(after, quote, rule)]
      if (start === undefined || end === undefined) continue
      const parts = attributeOption(settlement, { ...quote, start, end })
      pairs++
      squares += parts.total * parts.total
      causes.forEach((cause, k) => (left[k] += (parts.total - cause(parts)) ** 2))
    }
  }
  const [spot, atMoney, all] = left.map((sum) => (squares > 0 ? 1 - sum / squares : 0))
  return { pairs, spot, atMoney, all }
}
