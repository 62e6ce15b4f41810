import { systemTimers } from '../../adapters/clock/system-clock'
import { deribitInstruments } from '../../adapters/feeds'
import { listedInstruments } from '../../adapters/venues/ccxt/listed-facts'
import { Fault } from '../../core/error'
import { factDifferences, instrumentName, type Instrument } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { FeedSettings } from '../../adapters/feeds'

/**
 * What instruments are as their venue tells it, and what is to be said of that, a sentence each. `unknown`: what the
 * venue says that it does not have, a sentence.
 */
export type ToldInstruments = {
  readonly instruments: readonly Instrument[]
  readonly notes: readonly string[]
  readonly unknown?: string | undefined
}

/** ccxt's exchange behind a venue of tardis.dev, and which of its markets. */
const listings = {
  binance: { exchange: 'binance', types: ['spot'] },
  'binance-futures': { exchange: 'binanceusdm', types: ['linear'] },
} as const

type VenueSettings = Exclude<FeedSettings, { readonly kind: 'replay' }>
/** Of a feed, what tells its instruments. */
export type FactsQuestion =
  | Pick<Extract<VenueSettings, { kind: 'deribit' }>, 'kind' | 'names' | 'sandbox' | 'url'>
  | Pick<Extract<VenueSettings, { kind: 'deribit-chain' }>, 'kind' | 'chain' | 'sandbox' | 'url'>
  | Pick<Extract<VenueSettings, { kind: 'tardis' }>, 'kind' | 'exchange' | 'symbols' | 'url'>

const ask = (question: FactsQuestion): Promise<readonly Instrument[]> => {
  if (question.kind !== 'tardis') return deribitInstruments({ ...question, of: question, timers: systemTimers })
  const { exchange: venue, symbols, url } = question
  if (venue === 'deribit') return deribitInstruments({ of: { names: symbols }, timers: systemTimers })
  if (url !== undefined)
    throw new Fault('unavailable', `${venue} is not asked what its instruments are: --url replaces it`)
  return listedInstruments({ ...listings[venue], venue, symbols })
}

/** Ids of what is asked for; the chain's are known by the answer. */
const idsOf = (question: FactsQuestion) => {
  if (question.kind === 'deribit-chain') return []
  const { kind } = question
  return kind === 'tardis'
    ? question.symbols.map((symbol) => ({ venue: question.exchange as string, symbol }))
    : [...new Set(question.names.map((name) => instrumentFacts('deribit', name)?.option?.underlying ?? name))].map(
        (symbol) => ({ venue: 'deribit', symbol }),
      )
}

/**
 * Asks a venue what the instruments of a feed are. Where it cannot be reached, or does not list one, the facts of its
 * name count, and a note says so; where both differ the venue's count, and a note says what differs. Throws `bad-input`
 * where the venue has no such chain.
 */
export const toldInstruments = async (question: FactsQuestion): Promise<ToldInstruments> => {
  const notes: string[] = []
  let told: readonly Instrument[] = []
  let [unknown, isAnswered]: [string | undefined, boolean] = [undefined, false]
  try {
    told = await ask(question)
    isAnswered = true
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'bad-input') throw error
    if (error.code === 'missing-data') unknown = error.message
    notes.push(`${error.message}; instruments are taken for what their names say`)
  }
  for (const one of told) {
    const named = instrumentFacts(one.venue, one.symbol)
    for (const { fact, one: own, other } of named === undefined ? [] : factDifferences(named, one))
      notes.push(`${instrumentName(one)}: ${fact} is ${other} at the venue and ${own} by its name: the venue's counts`)
  }
  const missing = idsOf(question).filter(
    ({ venue, symbol }) => !told.some((one) => one.venue === venue && one.symbol === symbol),
  )
  // An exchange that is asked through ccxt lists all that it has.
  if (isAnswered && missing.length > 0 && question.kind === 'tardis' && question.exchange !== 'deribit')
    unknown = `${question.exchange} has no instrument ${missing.map(({ symbol }) => symbol).join(', ')}`
  if (isAnswered)
    for (const id of missing)
      notes.push(`${instrumentName(id)}: the venue does not tell what it is; it is taken for what its name says`)
  const named = missing.flatMap(({ venue, symbol }) => instrumentFacts(venue, symbol) ?? [])
  return { instruments: [...told, ...named], notes, ...(unknown !== undefined && { unknown }) }
}
