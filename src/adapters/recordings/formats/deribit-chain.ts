import { DAY, emptyQuotation, type OptionSummary, type Timestamp } from '../../../core/market/event'
import type { OptionContract } from '../../../core/market/instrument'
import { medianPrice } from '../../../core/market/price-guard'
import type { RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { impliedVol } from '../../../core/pricing/implied-vol'
import { normalQuantile } from '../../../core/pricing/normal-quantile'
import { readHeader, type Header } from './csv'
import { startFields, type Fields } from './csv-fields'
import { instrumentOf, type Format, type SourceContext, type SourceLine } from './format'
import { parseTime } from './time'

/** Years of 365 days from the quotation to expiry. */
const yearsLeft = ({ timestamp, expiry }: Pick<OptionSummary, 'timestamp' | 'expiry'>): number =>
  (expiry - timestamp) / (365 * DAY)

/** Deltas nearer to 0 or 1 are printed with too few digits to invert. */
const inner = 0.2

/**
 * The forward at which Black's formula, without interest, has the option's mark volatility and delta: K exp(d₁ σ√T −
 * σ²T/2). Undefined in the wings.
 */
const impliedForward = (option: OptionSummary): number | undefined => {
  const years = yearsLeft(option)
  if (option.delta === undefined || !option.markIv || years <= 0) return undefined
  const callDelta = option.type === 'call' ? option.delta : option.delta + 1
  if (callDelta < inner || callDelta > 1 - inner) return undefined
  const deviation = option.markIv * Math.sqrt(years)
  return option.strike * Math.exp(normalQuantile(callDelta) * deviation - (deviation * deviation) / 2)
}

/**
 * The forward of each expiry of one chain: the median over the strikes near the money; no entry where there is none.
 */
const chainForwards = (chain: readonly OptionSummary[]): ReadonlyMap<number, number> => {
  const byExpiry = new Map<number, number[]>()
  for (const option of chain) {
    const forward = impliedForward(option)
    if (forward === undefined) continue
    const forwards = byExpiry.get(option.expiry) ?? []
    forwards.push(forward)
    byExpiry.set(option.expiry, forwards)
  }
  return new Map([...byExpiry].map(([expiry, forwards]) => [expiry, medianPrice(forwards)!]))
}

type Reading = { readonly option: OptionSummary; readonly underlying: string }
type Read = (fields: Fields) => Reading | RefusalReason

const isBroken = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

const fraction = (percent: number | undefined): number | undefined => (percent ? percent / 100 : undefined)

const fieldReader = (header: Header, names: readonly string[]) => {
  const positions = names.map((name) => header.optional(name))
  return (fields: Fields): readonly (number | undefined)[] | 'not-a-number' => {
    const values = positions.map((position) => fields.optional(position))
    return values.some(isBroken) ? 'not-a-number' : values
  }
}

const identify = (
  fields: Fields,
  name: number,
  time: number,
): (OptionContract & { readonly expiry: Timestamp; readonly timestamp: Timestamp }) | 'columns' | 'bad-time' => {
  const { option, expiry } = instrumentFacts('deribit', fields.text(name)) ?? {}
  const timestamp = parseTime(fields.text(time))
  if (option === undefined || expiry === undefined) return 'columns'
  return timestamp === undefined || expiry <= timestamp ? 'bad-time' : { ...option, expiry, timestamp }
}

/** A chain with volatilities (in percent) and Greeks. */
const withVols = (header: Header): Read => {
  const [name, date] = [header.required('instrument_name'), header.required('date')]
  header.required('delta')
  const measures = fieldReader(header, ['bid_iv', 'ask_iv', 'mark_iv', 'delta', 'gamma', 'vega', 'open_interest'])
  return (fields) => {
    const [named, values] = [identify(fields, name, date), measures(fields)]
    if (typeof named === 'string') return named
    if (typeof values === 'string') return values
    const [bidIv, askIv, markIv, delta, gamma, vega, openInterest] = values
    if ([bidIv, askIv, markIv, openInterest].some((value) => (value ?? 0) < 0)) return 'size-negative'
    const { timestamp, underlying, type, strike, expiry } = named
    const option: OptionSummary = {
      ...{ kind: 'option-summary', timestamp, localTimestamp: timestamp, instrument: fields.text(name) },
      ...{ ...emptyQuotation, type, strike, expiry },
      ...{ bidIv: fraction(bidIv), askIv: fraction(askIv), markIv: fraction(markIv), delta, gamma, vega, openInterest },
    }
    return { option, underlying }
  }
}

/** A chain with prices in the coin and the underlying's forward: volatilities are inverted. */
const withPrices = (header: Header): Read => {
  const [name, time] = [header.required('instrument_name'), header.required('creation_timestamp')]
  header.required('underlying_price')
  const measures = fieldReader(header, ['underlying_price', 'bid_price', 'ask_price', 'mark_price', 'open_interest'])
  return (fields) => {
    const [named, values] = [identify(fields, name, time), measures(fields)]
    if (typeof named === 'string') return named
    if (typeof values === 'string') return values
    const [forward, bid, ask, mark, openInterest] = values
    if (forward === undefined || [forward, bid, ask, mark].some((price) => price !== undefined && price <= 0))
      return 'price-not-positive'
    if ((openInterest ?? 0) < 0) return 'size-negative'
    if (bid !== undefined && ask !== undefined && bid > ask) return 'crossed'
    const { timestamp, underlying, type, strike, expiry } = named
    const years = yearsLeft({ timestamp, expiry })
    const vol = (coins: number | undefined): number | undefined =>
      coins === undefined ? undefined : impliedVol({ type, price: coins * forward, forward, strike, years })
    const option: OptionSummary = {
      ...{ kind: 'option-summary', timestamp, localTimestamp: timestamp, instrument: fields.text(name) },
      ...{ ...emptyQuotation, type, strike, expiry, underlyingPrice: forward, bid, ask, markPrice: mark },
      ...{ bidIv: vol(bid), askIv: vol(ask), markIv: vol(mark) },
      openInterest,
    }
    return { option, underlying }
  }
}

/**
 * Deribit option chains as CSV: with volatilities and Greeks (the forward of each expiry is derived from delta, chain
 * by chain), or with prices in the coin. Stored under the underlying.
 */
export const deribitChain: Format = {
  hasHeader: true,
  start: (context: SourceContext) => {
    const { columns } = context.dialect
    const header = readHeader(context.file, columns)
    const read = header.optional('mark_iv') >= 0 ? withVols(header) : withPrices(header)
    const fields = startFields(context.dialect)
    let chain: (Reading & { readonly line: SourceLine })[] = []

    const flush = (): void => {
      const forwards = chainForwards(chain.map(({ option }) => option))
      for (const { option, underlying, line } of chain) {
        const forward = option.underlyingPrice ?? forwards.get(option.expiry)
        context.sink.accept(
          {
            instrument: instrumentOf({ ...context, venue: 'deribit' }, { symbol: underlying }),
            events: [{ ...option, underlyingPrice: forward }],
            ...{ stream: option.instrument, time: option.timestamp },
            ...{ identity: undefined, repeats: 'time' },
            price: forward === undefined ? undefined : { low: forward, high: forward, mid: forward },
          },
          line,
        )
      }
      chain = []
    }

    return {
      line: (line) => {
        fields.split(line)
        const reading = fields.count() === columns.length ? read(fields) : 'columns'
        if (typeof reading === 'string') {
          context.sink.refuse(reading, line)
          return
        }
        if (chain.length > 0 && chain[0].option.timestamp !== reading.option.timestamp) flush()
        chain.push({ ...reading, line })
      },
      end: flush,
    }
  },
}
