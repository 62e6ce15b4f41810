import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../core/canonical-json'
import type { MarketState } from '../../../core/reading/market-state'
import type { DecisionRecord } from '../../../ports/ledger'

/** Where in the ledger a market state stands, and its digest: the states of a year would not fit into memory. */
export type StoredState = {
  readonly portfolio: string
  readonly sequence: number
  readonly at: number
  /** Place among the markets of the decision. */
  readonly place: number
  readonly run: string | undefined
  readonly instrument: string
  readonly events: number
  readonly forecaster: string | undefined
  readonly digest: string
}

export const digestOf = (state: unknown): string => createHash('sha256').update(canonicalJson(state)).digest('hex')

/** Markets that a decision saw; none where its inputs carry none. */
export const marketsSeen = ({ inputs }: DecisionRecord): readonly MarketState[] => {
  const markets: unknown = typeof inputs === 'object' && inputs !== null && 'markets' in inputs ? inputs.markets : []
  return Array.isArray(markets) ? (markets as readonly MarketState[]) : []
}

export const storedStates = (record: DecisionRecord): readonly StoredState[] =>
  marketsSeen(record).map((state, place) => ({
    portfolio: record.portfolio,
    sequence: record.sequence,
    at: record.at,
    place,
    run: state.run,
    instrument: state.instrument,
    events: state.events,
    forecaster: state.models?.forecaster,
    digest: digestOf(state),
  }))
