import { SECOND, type DerivativeTicker, type Timestamp } from './event'

const HOUR = 3_600 * SECOND

/** How a venue charges the funding of its perpetuals. */
export type FundingRule =
  /** It accrues on the position at every moment, at a running rate for `per` microseconds. */
  | { readonly kind: 'accrued'; readonly per: number }
  /** It is paid on the position held at a moment: every `every` microseconds, `offset` after midnight UTC. */
  | { readonly kind: 'paid'; readonly every: number; readonly offset: number }

/** What the longs of a perpetual pay to the shorts, once. */
export type FundingRate = {
  /** When it is paid; of one that accrues, the end of the stretch. */
  readonly at: Timestamp
  /** Start of the stretch that it accrues over; absent: it is paid on the position held at `at`. */
  readonly from?: Timestamp | undefined
  /** Share of the position's value, negative where the shorts pay; over the whole stretch. Absent: not known. */
  readonly rate?: number | undefined
  /** The venue's mark or index price at `at`, which the position is valued at. Absent: not known. */
  readonly price?: number | undefined
  /** Published by the venue, or made of the running rate in its tickers. */
  readonly basis: 'venue' | 'ticker'
}

const eightHours: FundingRule = { kind: 'paid', every: 8 * HOUR, offset: 0 }

/** Venues whose rule is not payment every eight hours from midnight. Of Kraken's rates the unit is not known here. */
const rules: Readonly<Record<string, FundingRule | undefined>> = {
  deribit: { kind: 'accrued', per: 8 * HOUR },
  bitmex: { kind: 'paid', every: 8 * HOUR, offset: 4 * HOUR },
  ...{ cryptofacilities: undefined, krakenfutures: undefined, 'kraken-futures': undefined },
}

/**
 * How a venue charges funding where its messages do not tell; undefined where that is not known. Deribit: accrued every
 * millisecond, its rate is for eight hours. The others pay every eight hours unless told otherwise.
 */
export const fundingRuleOf = (venue: string): FundingRule | undefined =>
  Object.hasOwn(rules, venue) ? rules[venue] : eightHours

/** An accrued funding is booked by the hour. */
const bookedEvery = (rule: FundingRule): number => (rule.kind === 'accrued' ? HOUR : rule.every)

/** The first time after `time` at which a funding is booked. */
export const nextFunding = (rule: FundingRule, time: Timestamp): Timestamp => {
  const [every, offset] = [bookedEvery(rule), rule.kind === 'accrued' ? 0 : rule.offset]
  return (Math.floor((time - offset) / every) + 1) * every + offset
}

/** A running rate that was told this long ago is not in force any more. */
export const fundingStale = 900 * SECOND

type Running = { readonly at: Timestamp; readonly rate: number; readonly price: number | undefined }

type Emit = (rate: Omit<FundingRate, 'basis'>) => void

const priceOf = ({ markPrice, indexPrice, lastPrice }: DerivativeTicker): number | undefined =>
  markPrice ?? indexPrice ?? lastPrice

/** Integrates a running rate over stretches that end at every full hour, and at a hole in the tickers. */
const startAccrued = (per: number, emit: Emit) => {
  let last: Running | undefined
  let [from, sum] = [0, 0]
  const end = (at: Timestamp, price: number | undefined): void => {
    if (at > from) emit({ at, from, rate: sum / per, price })
    ;[from, sum] = [at, 0]
  }
  return ({ at, rate, price }: Running): void => {
    if (last === undefined) from = at
    else if (at - last.at > fundingStale) {
      end(last.at, last.price)
      emit({ at, from: last.at })
      from = at
    } else {
      let since = last.at
      for (let hour = (Math.floor(since / HOUR) + 1) * HOUR; hour <= at; hour += HOUR) {
        sum += last.rate * (hour - since)
        end(hour, last.price)
        since = hour
      }
      sum += last.rate * (at - since)
    }
    last = { at, rate, price: price ?? last?.price }
  }
}

/** The last rate told before each time of payment, which tickers name or the rule gives. */
const startPaid = (rule: Extract<FundingRule, { kind: 'paid' }>, emit: Emit) => {
  let last: (Running & { readonly due: Timestamp }) | undefined
  let every = rule.every
  return ({ at, rate, price }: Running, told: Timestamp | undefined): void => {
    const due = told !== undefined && told > at ? told : nextFunding(rule, at)
    if (last !== undefined && at >= last.due) {
      const { due: paidAt } = last
      if (told !== undefined && told > paidAt && told - paidAt <= rule.every) every = told - paidAt
      emit(paidAt - last.at <= fundingStale ? { at: paidAt, rate: last.rate, price: last.price } : { at: paidAt })
      for (let missed = paidAt + every; missed <= at; missed += every) emit({ at: missed })
    }
    last = { at, rate, price: price ?? last?.price, due }
  }
}

/** Fundings that are kept: eight hours of Deribit's, days of the others'. */
const kept = 8

export type FundingRates = {
  /** Takes a ticker; one that is older than the last changes nothing. */
  readonly take: (ticker: DerivativeTicker) => void
  /** The last eight fundings that are over, oldest first; those that the tickers do not tell stand without a rate. */
  readonly all: () => readonly FundingRate[]
}

/**
 * Makes a perpetual's fundings of its tickers. A rate counts until the next ticker, for a quarter of an hour at most:
 * a funding that falls into a longer hole is not known.
 */
export const startFundingRates = (rule: FundingRule): FundingRates => {
  let rates: readonly FundingRate[] = []
  let newest = -Infinity
  let price: number | undefined
  const emit: Emit = (rate) => void (rates = [...rates, { ...rate, basis: 'ticker' as const }].slice(-kept))
  const step = rule.kind === 'accrued' ? startAccrued(rule.per, emit) : startPaid(rule, emit)
  return {
    take: (ticker) => {
      const { timestamp: at, fundingRate: rate, fundingTime } = ticker
      if (at < newest) return
      newest = at
      // Some venues send price and rate in messages of their own.
      price = priceOf(ticker) ?? price
      if (rate !== undefined) step({ at, rate, price }, fundingTime)
    },
    all: () => rates,
  }
}
