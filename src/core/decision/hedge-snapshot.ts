import type { Leg, Snapshot } from '../hedging/snapshot'
import type { Strategy } from '../hedging/strategy'
import { YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import type { Mark } from '../portfolio/mark-book'
import type { Book } from '../portfolio/portfolio'
import type { MarketState } from '../reading/market-state'
import type { HedgingPolicy } from './hedging-policy'
import { lastHedge } from './remembered'
import { tradedInstrument, type MandateSettings, type PortfolioSettings } from './settings'
import { oneWayCostIn } from './trading-cost'

/**
 * Probabilities of the regimes where the models are trusted, else none: a policy then takes the plain mean of its
 * regimes.
 */
export const trustedPosterior = ({ trust, posterior }: Pick<MarketState, 'trust' | 'posterior'>): readonly number[] =>
  trust.kind === 'models' ? posterior : []

type HedgeSettings = Extract<MandateSettings, { kind: 'hedge' }>

/** What is known of a portfolio when its mandate is evaluated. */
export type KnownAt = {
  readonly time: Timestamp
  readonly settings: PortfolioSettings
  readonly book: Book
  /** The `next` of its last decision. */
  readonly last: unknown
  readonly market: MarketState
  /** In service for its instrument; undefined where none was tuned. */
  readonly policy: HedgingPolicy | undefined
  /** Of the options that are valued at a surface. */
  readonly quotes?: Mark['quotes']
}

/** The strategy where no policy is in service: the Whalley-Wilmott band at a fixed risk aversion. */
const untunedBand: Strategy = { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 }

/**
 * The strategy a hedge runs by now: as set; where that is the adaptive policy, its own baseline while the models are
 * not trusted.
 */
const strategyOf = (
  { strategy }: Pick<HedgeSettings, 'strategy'>,
  { trust }: Pick<MarketState, 'trust'>,
  policy: HedgingPolicy | undefined,
): Strategy => {
  if (strategy !== 'adaptive') return strategy
  if (policy === undefined) return untunedBand
  return trust.kind === 'models' ? { kind: 'adaptive', policy: policy.adaptive } : policy.baseline
}

/** Options that have not expired, as legs. */
const unexpiredLegs = ({
  book: { options },
  time,
  quotes,
}: Pick<KnownAt, 'book' | 'time' | 'quotes'>): readonly Leg[] =>
  options
    .filter(({ expiry, quantity }) => expiry > time && quantity !== 0)
    .map(({ option, type, strike, expiry, exercise, quantity, multiplier }) => {
      const quote = quotes?.[option]
      return {
        ...{ type, strike, expiry, quantity, multiplier },
        ...(exercise && { exercise }),
        ...(quote && { quote }),
      }
    })

/** Units of an instrument held. */
export const unitsOf = ({ positions }: Pick<Book, 'positions'>, instrument: string): number =>
  positions.reduce((sum, held) => (held.instrument === instrument ? sum + held.lots * held.lot : sum), 0)

/**
 * What the snapshots of a hedge and of a replicated option share: all but the book, its scale and what it remembers.
 */
export const hedgingSnapshot = (
  mandate: Pick<HedgeSettings, 'strategy'>,
  { settings, book, market, policy, time }: KnownAt,
): Omit<Snapshot, 'legs' | 'scale' | 'last'> => {
  const strategy = strategyOf(mandate, market, policy)
  return {
    time,
    spot: market.spot,
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
    position: unitsOf(book, tradedInstrument(settings)),
    oneWayCost: oneWayCostIn(market, settings.costs.fee),
    fixedCost: settings.costs.fixed,
    posterior: trustedPosterior(market),
    volatility: market.volatility,
    ...(market.mark !== undefined && market.mark.length > 0 && { mark: market.mark }),
    nowVol: market.nowVol,
    jumpShare: market.jumpShare,
    rate: settings.rate,
    ...(settings.dividends && { dividends: settings.dividends }),
    toxicityPercentile: market.toxicityPercentile,
    strategy,
  }
}

/** The snapshot of a hedge at `time`; the market has a point of volatility at least. */
export const hedgeSnapshot = (mandate: HedgeSettings, known: KnownAt): Snapshot => {
  const { last } = known
  return {
    ...hedgingSnapshot(mandate, known),
    legs: unexpiredLegs(known),
    scale: mandate.scale,
    last: lastHedge(last),
  }
}
