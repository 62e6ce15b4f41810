import { tradedInstrument, type PortfolioSettings } from '../../core/decision/settings'
import { SECOND, type Timestamp } from '../../core/market/event'
import { nextFunding, type FundingRate } from '../../core/market/funding'
import { utcStamp } from '../../core/market/utc-stamp'
import {
  accrueFunding,
  isFundingDue,
  type FundedPosition,
  type FundedUntil,
  type FundingInputs,
  type Fundings,
} from '../../core/portfolio/accrue-funding'
import type { MarketState } from '../../core/reading/market-state'
import type { PortfolioView } from '../../ports/ledger'
import { changesOf } from './due-dividends'
import type { EngineParts } from './engine-parts'
import type { PortfolioMemory } from './portfolio-memory'

type Asking = Pick<EngineParts, 'ledger' | 'funding' | 'log'>

/** The funding of a portfolio's perpetuals: what is due and booked now, and how far each is booked then. */
export type DueFunding = Fundings & {
  /** Absent where none is due. */
  readonly inputs?: FundingInputs | undefined
}

/** How long a venue's own rates are awaited before those of its tickers count. */
const ownRatesWithin = 600 * SECOND

/**
 * The rates that count: those that the venue has published; where it gives none here, or not within ten minutes, those
 * of its tickers.
 */
const ratesOf = async (
  { funding, log }: Asking,
  { instrument, funding: told }: MarketState,
  until: Timestamp,
  time: Timestamp,
): Promise<readonly FundingRate[]> => {
  if (told === undefined) return []
  const ofTickers = told.rates.filter(({ at }) => at > until)
  const due = nextFunding(told.rule, until)
  if (funding === undefined) return ofTickers
  if (due > time) return []
  try {
    const published = await funding(instrument, until)
    if (published === undefined) return ofTickers
    if (published.length > 0) return published
  } catch (error) {
    log.warn({ event: 'funding.unavailable', instrument, error })
  }
  return time - due >= ownRatesWithin ? ofTickers : []
}

type Moment = {
  readonly time: Timestamp
  readonly markets: readonly MarketState[]
  readonly memory: PortfolioMemory | undefined
}

/** One perpetual: a position of which a funding is due, or up to when it is booked where none is. */
const fundedPosition = async (
  around: Asking,
  { state, book }: PortfolioView,
  funded: FundedUntil,
  { market, time }: { readonly market: MarketState; readonly time: Timestamp },
): Promise<FundedPosition | FundedUntil> => {
  const rule = market.funding?.rule
  if (rule === undefined) return funded
  const rates = await ratesOf(around, market, funded.until, time)
  if (!isFundingDue(funded, rule, rates, time)) return funded
  const { lots = 0, lot = 1 } = book.positions.find(({ instrument }) => instrument === funded.instrument) ?? {}
  const changes = changesOf(await around.ledger.entriesAfter(state.id, funded.until), funded.instrument)
  if (lots === 0 && changes.length === 0) return { ...funded, until: time, awaited: undefined, isTold: false }
  return { funded, rule, lots, lot, changes, rates }
}

/**
 * The funding of the perpetuals that a portfolio trades, from its first decision on: booked where it is due and its
 * rate is known.
 */
export const dueFunding = async (
  around: Asking,
  settings: PortfolioSettings,
  view: PortfolioView,
  { time, markets, memory }: Moment,
): Promise<DueFunding> => {
  const positions: FundedPosition[] = []
  const funded: FundedUntil[] = []
  for (const market of markets) {
    if (market.funding === undefined) continue
    const instrument = tradedInstrument(settings, market.instrument)
    const known = memory?.funded?.find((own) => own.instrument === instrument)
    const begun = known ?? { instrument, until: time, lost: 0, isTold: false }
    const own = await fundedPosition(around, view, begun, { market, time })
    if ('funded' in own) positions.push(own)
    else funded.push(own)
  }
  if (positions.length === 0) return { entries: [], funded }
  const inputs = { time, positions }
  const booked = accrueFunding(inputs)
  return { inputs, entries: booked.entries, funded: [...funded, ...booked.funded] }
}

/** Says what funding was booked, and once what is not known. */
export const tellFunding = (
  { alert, log }: Pick<EngineParts, 'alert' | 'log'>,
  id: string,
  inputs: FundingInputs | undefined,
  outputs: Fundings | undefined,
): void => {
  if (inputs === undefined || outputs === undefined) return
  for (const entry of outputs.entries) log.info({ ...entry, event: 'funding.booked', portfolioId: id })
  for (const { instrument, lost, awaited, isTold } of outputs.funded) {
    const before = inputs.positions.find(({ funded }) => funded.instrument === instrument)?.funded
    const news = [
      ...(isTold && awaited !== undefined && before?.isTold !== true
        ? [`its rate of ${utcStamp(awaited)} is not known yet`]
        : []),
      ...(lost > (before?.lost ?? 0) ? [`${lost - (before?.lost ?? 0)} of its fundings never became known`] : []),
    ]
    if (news.length === 0) continue
    const text = `${id}: the funding of ${instrument} is not booked, ${news.join(', and ')}: the profit is without it`
    alert({ at: inputs.time, severity: 'warning', event: 'funding.unknown', portfolio: id, subject: instrument, text })
    log.warn({ event: 'funding.unknown', portfolioId: id, instrument, awaited, lost })
  }
}
