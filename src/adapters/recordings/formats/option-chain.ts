import { Fault } from '../../../core/error'
import { DAY, type OptionSummary, type Timestamp } from '../../../core/market/event'
import type { OptionContract } from '../../../core/market/instrument'
import { medianPrice } from '../../../core/market/price-guard'
import { refuseOption, type RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { impliedVol } from '../../../core/pricing/implied-vol'
import { normalQuantile } from '../../../core/pricing/normal-quantile'
import type { InstrumentId } from '../../../ports/recording-store'
import { startFields, type Fields } from './csv-fields'
import { keptLine, type LineReader, type SourceContext, type SourceLine } from './format'

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

/** What the name of an option states. */
export type OptionFacts = OptionContract & {
  readonly name: string
  readonly expiry: Timestamp
  readonly isInverse: boolean
}

/** Options of one time at most: the largest venues list some thousands. */
const mostOptions = 20_000

/** An option as its source states it. */
export type ReadOption = {
  /** The chain: options are stored under what they are on. */
  readonly instrument: InstrumentId
  readonly option: OptionSummary
  /** Whether its prices are in units of the underlying. */
  readonly isInverse: boolean
}

/** The facts of options by name, kept for the names of a chain. */
export const startOptionFacts = (venue: string): ((name: string) => OptionFacts | undefined) => {
  const known = new Map<string, OptionFacts | undefined>()
  return (name) => {
    if (known.has(name)) return known.get(name)
    const facts = instrumentFacts(venue, name)
    const { option, expiry } = facts ?? {}
    const found = option && expiry && { ...option, name, expiry, isInverse: facts?.settlement === 'inverse' }
    if (known.size === mostOptions) known.clear()
    known.set(name, found || undefined)
    return found || undefined
  }
}

/** The value of a side on which somebody quotes, or of a volatility that there is: 0 stands for none. */
export const unlessZero = (value: number | undefined): number | undefined => (value === 0 ? undefined : value)

type Waiting = ReadOption & { readonly line: SourceLine }

/** Names of options in one source at most: each is followed on its own. */
const mostNames = 200_000
/** Fewer prices than this say nothing of the unit of all. */
const leastPrices = 20

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`

/** Volatilities of one option whose ratio lies in this range, or its inverse, are in units that differ by 100. */
const [leastApart, mostApart] = [30, 300]

const volNames = { bidIv: 'bid', askIv: 'ask', markIv: 'mark' } as const

/**
 * Compares the volatilities that the source states of each option: they are in one unit. `check` is a `bad-input` fault
 * where of most options that have two of them one is about 100 times the other.
 */
const startVolUnits = (file: string) => {
  const pairs = (
    [
      ['bidIv', 'markIv'],
      ['askIv', 'markIv'],
      ['bidIv', 'askIv'],
    ] as const
  ).map(([one, other]) => ({
    ...{ one, other, options: 0, apart: 0 },
    first: undefined as { readonly row: number; readonly text: string } | undefined,
  }))
  return {
    /** Whether they are. */
    add: (option: OptionSummary, { number }: SourceLine): boolean => {
      let areOne = true
      for (const pair of pairs) {
        const [one, other] = [option[pair.one], option[pair.other]]
        if (!one || !other) continue
        pair.options++
        const ratio = Math.max(one / other, other / one)
        if (ratio < leastApart || ratio > mostApart) continue
        areOne = false
        pair.apart++
        pair.first ??= { row: number, text: `${percent(one)} and ${percent(other)}` }
      }
      return areOne
    },
    check: (): void => {
      const wrong = pairs.find(({ options, apart }) => apart > options / 2)
      if (wrong?.first === undefined) return
      const names = `${volNames[wrong.one]} and ${volNames[wrong.other]}`
      throw new Fault(
        'bad-input',
        `${file}: row ${wrong.first.row}: the volatilities of ${names} lie a factor of 100 apart in ${wrong.apart} of ${wrong.options} options, read as ${wrong.first.text}: one column holds fractions, the other percent; write both in one unit`,
      )
    },
  }
}

/** Takes the options of a source in the order of its rows. */
export type ChainRows = {
  readonly take: (read: ReadOption, line: SourceLine) => void
  readonly end: () => void
}

/**
 * Completes and judges the options of one source and hands them on. Volatilities that the source does not state are
 * inverted from its prices, where it states the underlying's; the summary says which share of the prices had one.
 * Without a price of underlying or index the forward of each expiry is derived from delta and volatility, over the
 * options of one time, which wait for each other. `bad-input` faults, of the whole file: more than 20,000 options of
 * one time or 200,000 in all; volatilities of bid, ask and mark in two units; most outside [1 %, 1,000 %]; most prices
 * without a volatility.
 */
export const startChainRows = ({ file, sink, note }: SourceContext): ChainRows => {
  let waiting: Waiting[] = []
  let time: Timestamp | undefined
  let atTime = 0
  const names = new Set<string>()
  let [prices, inverted] = [0, 0]
  let [rows, wrongVols] = [0, 0]
  let wrong: { readonly row: number; readonly vol: number } | undefined
  const units = startVolUnits(file)

  const fill = ({ option, isInverse }: ReadOption): OptionSummary => {
    const { type, strike, underlyingPrice: forward } = option
    if (forward === undefined) return option
    const years = yearsLeft(option)
    const vol = (given: number | undefined, price: number | undefined): number | undefined => {
      // The mark of a worthless option is rounded to 0.
      if (given !== undefined || price === undefined || price === 0) return given
      prices++
      const found = impliedVol({ type, price: isInverse ? price * forward : price, forward, strike, years })
      if (found !== undefined) inverted++
      return found
    }
    const { bid, ask, markPrice } = option
    const [bidIv, askIv, markIv] = [vol(option.bidIv, bid), vol(option.askIv, ask), vol(option.markIv, markPrice)]
    return { ...option, bidIv, askIv, markIv }
  }

  const pass = (read: Waiting, forward: number | undefined): void => {
    const { option: stated, line, instrument } = read
    rows++
    const areOneUnit = units.add(stated, line)
    // What a source states is judged by range; what is inverted here has no unit to be wrong in.
    const reason = refuseOption(stated)
    if (reason === 'implied-vol') {
      wrongVols++
      wrong ??= { row: line.number, vol: (stated.markIv ?? stated.askIv ?? stated.bidIv)! }
    }
    if (reason !== undefined || !areOneUnit) {
      sink.refuse(reason ?? 'implied-vol', line)
      return
    }
    const option = fill({ ...read, option: { ...stated, underlyingPrice: stated.underlyingPrice ?? forward } })
    const price = option.underlyingPrice
    sink.accept(
      {
        ...{ instrument, events: [option], stream: option.instrument, time: option.localTimestamp },
        ...{ identity: undefined, repeats: 'time' },
        price: price === undefined ? undefined : { low: price, high: price, mid: price },
      },
      line,
    )
  }

  const flush = (): void => {
    const forwards = chainForwards(waiting.map(({ option }) => option))
    for (const read of waiting) pass(read, forwards.get(read.option.expiry))
    waiting = []
  }

  return {
    take: (read, line) => {
      const { timestamp, underlyingPrice, indexPrice, delta } = read.option
      if (timestamp !== time) {
        flush()
        time = timestamp
        atTime = 0
      }
      names.add(read.option.instrument)
      if (++atTime > mostOptions || names.size > mostNames) {
        const bound = atTime > mostOptions ? `${mostOptions} options of one time` : `${mostNames} options in one file`
        throw new Fault('bad-input', `${file}: row ${line.number}: more than ${bound}; split the file`)
      }
      if (underlyingPrice === undefined && indexPrice === undefined && delta !== undefined)
        waiting.push({ ...read, line: keptLine(line) })
      else pass({ ...read, line }, undefined)
    },
    end: () => {
      flush()
      units.check()
      if (wrong !== undefined && wrongVols > rows / 2)
        throw new Fault(
          'bad-input',
          `${file}: row ${wrong.row}: ${wrongVols} of ${rows} implied volatilities lie outside 1 % to 1,000 %, such as ${percent(wrong.vol)}: they look off by a factor of 100, a fraction taken for percent or percent for a fraction`,
        )
      if (prices === 0) return
      const share = inverted / prices
      if (prices >= leastPrices && share < 0.5)
        throw new Fault(
          'bad-input',
          `${file}: row 2: only ${percent(share)} of ${prices} option prices have an implied volatility: they look as if in another unit, the coin or the quote currency`,
        )
      note('pricesThatInvert', `${percent(share)} of ${prices} option prices`)
    },
  }
}

/** Reads the lines of a CSV source of one option a row. */
export const chainCsv = (context: SourceContext, read: (fields: Fields) => ReadOption | RefusalReason): LineReader => {
  const { dialect } = context
  const fields = startFields(dialect)
  const rows = startChainRows(context)
  return {
    line: (line) => {
      fields.split(line)
      const option = fields.count() === dialect.columns.length ? read(fields) : 'columns'
      if (typeof option === 'string') context.sink.refuse(option, line)
      else rows.take(option, line)
    },
    end: rows.end,
  }
}
