import { Fault } from '../../core/error'
import type { Timestamp } from '../../core/market/event'
import { instrumentName, type Instrument, type InstrumentId } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'

/** What the user of an import says of its instruments. */
export type StatedFacts = {
  readonly kind?: Instrument['kind'] | undefined
  readonly base?: string | undefined
  readonly quote?: string | undefined
  readonly settlement?: 'linear' | 'inverse' | undefined
  readonly amounts?: Instrument['amounts']
  readonly contractSize?: number | undefined
  readonly contractUnit?: 'base' | 'quote' | undefined
  readonly expiry?: Timestamp | undefined
  readonly impliedVols?: Instrument['impliedVols']
  /** States facts that are others than the venue's. */
  readonly overrideVenue?: boolean | undefined
}

/** Each fact by its option, as stated and as the venue has it. */
const compared = (stated: StatedFacts, known: Instrument | undefined) => {
  const contract = known?.contract?.assumed === true ? undefined : known?.contract
  return [
    ['kind', stated.kind, known?.kind],
    ['base', stated.base, known?.base],
    ['quote', stated.quote, known?.quote],
    ['settlement', stated.settlement, known?.settlement],
    ['amounts', stated.amounts, known?.amounts],
    ['contract-size', stated.contractSize, contract?.size],
    ['contract-unit', stated.contractUnit, contract?.unit],
    ['expiry', stated.expiry, known?.expiry],
    ['iv-unit', stated.impliedVols, known?.impliedVols],
  ] as const
}

const plainKinds = ['spot', 'equity', 'index']

const merged = (id: InstrumentId, stated: StatedFacts, known: Instrument | undefined): Instrument => {
  const [kind, base, quote] = [stated.kind ?? known?.kind, stated.base ?? known?.base, stated.quote ?? known?.quote]
  const plain = kind !== undefined && plainKinds.includes(kind) ? 'linear' : undefined
  const settlement = stated.settlement ?? known?.settlement ?? plain
  if (kind === undefined || base === undefined || quote === undefined || settlement === undefined) {
    const missing = Object.entries({ kind, base, quote, settlement }).filter(([, value]) => value === undefined)
    throw new Fault(
      'usage',
      `${instrumentName(id)}: nothing is known of it; state also ${missing.map(([name]) => `--${name}`).join(', ')}`,
    )
  }
  const size = stated.contractSize ?? known?.contract?.size
  const isAssumed = stated.contractSize === undefined && known?.contract?.assumed === true
  const usual = settlement === 'inverse' && kind !== 'option' ? 'quote' : 'base'
  const unit = stated.contractUnit ?? known?.contract?.unit ?? usual
  const settlementCurrency =
    known?.settlement === settlement && known.base === base && known.quote === quote
      ? known.settlementCurrency
      : settlement === 'inverse'
        ? base
        : quote
  return {
    ...{ ...id, kind, base, quote, settlement, settlementCurrency },
    contract: size === undefined ? undefined : { size, unit, ...(isAssumed && { assumed: true as const }) },
    amounts: stated.amounts ?? known?.amounts,
    ...{ tick: known?.tick, lot: known?.lot, leastQuantity: known?.leastQuantity, leastNotional: known?.leastNotional },
    ...{ expiry: stated.expiry ?? known?.expiry, option: known?.option, fees: known?.fees },
    impliedVols: stated.impliedVols ?? known?.impliedVols,
  }
}

/**
 * What an instrument is: the facts of its venue with those that are stated. Nothing is known of it where neither says
 * anything: undefined. Throws `bad-input` where they contradict each other and the statement does not override the
 * venue, `usage` where of an unknown instrument too little is stated.
 */
export const factsWith = (stated: StatedFacts, { venue, symbol }: InstrumentId): Instrument | undefined => {
  const known = instrumentFacts(venue, symbol)
  const facts = compared(stated, known)
  if (facts.every(([, own]) => own === undefined)) return known
  const wrong = facts.find(([, own, venues]) => own !== undefined && venues !== undefined && own !== venues)
  if (wrong !== undefined && stated.overrideVenue !== true)
    throw new Fault(
      'bad-input',
      `${venue}/${symbol}: --${wrong[0]} is ${wrong[2]} there, not ${wrong[1]}; --override-venue states it all the same`,
    )
  return merged({ venue, symbol }, stated, known)
}
