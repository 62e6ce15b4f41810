import type { Timestamp } from '../../market/event'
import type { OptionType } from '../../pricing/option'

/** Minor units in one of the quote currency: cash in the ledger is a whole number of millionths. */
export const MINOR = 1_000_000

/** What every entry has. `source` is unique within the portfolio: posting it again changes nothing. */
type Posted = { readonly source: string; readonly at: Timestamp }

/** Which option an entry is about, and how much of it. */
type OptionTerms = {
  readonly option: string
  readonly type: OptionType
  readonly strike: number
  readonly expiry: Timestamp
  /** Absent: European. */
  readonly exercise?: 'american' | undefined
  /** Contracts, signed. */
  readonly quantity: number
  readonly multiplier: number
}

/** What happens to a portfolio. Quantities are signed whole lots, cash signed minor units. */
export type LedgerEntry = Posted &
  (
    | { readonly kind: 'deposit'; readonly cash: number }
    /** `cash` is what the fill paid (−) or brought (+), its fee included; `fee` is that part, ≥ 0 unless a rebate. */
    | {
        readonly kind: 'fill'
        readonly instrument: string
        readonly lots: number
        /** Units of the underlying in a lot. */
        readonly lot: number
        readonly price: number
        readonly cash: number
        readonly fee: number
        /** Mid at the decision: slippage is measured from it. */
        readonly reference: number
      }
    | (OptionTerms & { readonly kind: 'option-trade'; readonly cash: number })
    /**
     * Options exercised by the book or, where it is short, assigned to it: `lots` of the underlying change hands at the
     * strike, which `cash` pays. `quantity` is what is added to the contracts held, towards 0.
     */
    | (OptionTerms & {
        readonly kind: 'exercise'
        readonly instrument: string
        readonly lots: number
        readonly lot: number
        readonly cash: number
        readonly by: string
      })
    /** Cash of the underlying on what was held of it as it went ex, `at` that time; paid (−) where it is short. */
    | {
        readonly kind: 'dividend'
        readonly instrument: string
        /** Per unit. */
        readonly amount: number
        readonly units: number
        readonly cash: number
      }
    /** An option turned into cash, `at` its expiry. */
    | {
        readonly kind: 'settlement'
        readonly option: string
        /** The price that it settles on. */
        readonly spot: number
        readonly cash: number
        /**
         * Where the price comes from: the venue's delivery price, the last price before the expiry, or an operator.
         * Absent from entries of versions that settled on the price of the evaluation.
         */
        readonly basis?: 'delivery' | 'last-price-before-expiry' | 'operator' | undefined
        /** Time of a price before the expiry. */
        readonly priceAt?: Timestamp | undefined
        /** The operator. */
        readonly by?: string | undefined
      }
    /** Of a perpetual, `at` its own time; `cash` is received (+) or paid (−). */
    | {
        readonly kind: 'funding'
        /** `venue/symbol` as it is traded. */
        readonly instrument: string
        /** Start of the stretch over which it accrued; absent: it was paid on the position at `at`. */
        readonly from?: Timestamp | undefined
        /** Share of the position's value, and the price that the position is valued at. */
        readonly rate: number
        readonly price: number
        /** Units of the underlying held, in the mean over a stretch. */
        readonly units: number
        readonly cash: number
        /** Published by the venue, or made of the running rate in its tickers. */
        readonly basis: 'venue' | 'ticker'
      }
    /** The book is brought to what the venue has, by an operator: `lots` and `cash` are what is added. */
    | {
        readonly kind: 'adjustment'
        readonly instrument: string
        readonly lots: number
        readonly lot: number
        readonly cash: number
        readonly by: string
      }
  )
