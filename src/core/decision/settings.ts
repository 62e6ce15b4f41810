import type { ExecutionSettings } from '../execution/execution-settings'
import type { Strategy } from '../hedging/strategy'
import type { PremiumRule } from '../hedging/variance-premium'
import type { AllocationPolicy } from '../mandates/allocation/allocation-policy'
import type { CppiPolicy } from '../mandates/insurance/cppi-policy'
import { instrumentName, instrumentNamed } from '../market/instrument'
import type { OpeningOption } from '../portfolio/entries'
import type { DueDividend } from '../pricing/leg'
import type { OptionType } from '../pricing/option'
import type { RiskLimits } from '../risk/gate/risk-limits'

/**
 * A programme that sells (or buys) the next option when the last has expired, at the Black-Scholes price of the mark:
 * implied volatility where the feed has it, else the forecast; on the paper venue alone.
 */
export type OptionProgramme = {
  readonly type: OptionType
  /** Strike over spot. */
  readonly moneyness: number
  readonly days: number
  /** European where absent. */
  readonly exercise?: 'american' | undefined
  readonly quantity: number
  readonly multiplier: number
  /**
   * Where given, options are sold only while implied volatility lies `margin` above the forecast and a seller is paid
   * with at least this probability; bought the other way round.
   */
  readonly whenPaid?: Pick<PremiumRule, 'confidence' | 'margin'> | undefined
}

/** The mandate of a portfolio and its parameters. */
export type MandateSettings =
  /** 'adaptive' is the champion policy of the instrument's models; any other strategy is taken as it is. */
  | {
      readonly kind: 'hedge'
      readonly strategy: 'adaptive' | Strategy
      readonly options: readonly OpeningOption[]
      readonly programme?: OptionProgramme | undefined
      /** As `Snapshot.scale`. */
      readonly scale: { readonly contracts: number; readonly price: number }
    }
  | { readonly kind: 'cppi'; readonly policy: CppiPolicy; readonly floor: number; readonly drift: number }
  /** Insurance by a replicated option, term after term. 'adaptive' as above. */
  | {
      readonly kind: 'obpi'
      readonly strategy: 'adaptive' | Strategy
      /** Share of a term's first wealth that its last is not to be below; at most e^(rate × term). */
      readonly guarantee: number
      /** Of a term; a change counts from the next one. */
      readonly days: number
    }
  | {
      readonly kind: 'allocation'
      readonly policy: AllocationPolicy
      readonly instruments: readonly string[]
      readonly targets: readonly number[]
      /** Between the returns of any two of them, in [−1 / (n − 1), 1]; 0 where absent. */
      readonly correlation?: number | undefined
    }

/** One portfolio of the configuration file. */
export type PortfolioSettings = {
  /** Small letters, digits, dashes; 1 to 32. */
  readonly id: string
  /** `venue/symbol` of the feed whose market it hedges in. */
  readonly instrument: string
  /** Name of the execution venue. */
  readonly venue: string
  /** Symbol to trade there. */
  readonly symbol: string
  readonly mandate: MandateSettings
  /** Name of the quote currency, for showing; USD where absent. */
  readonly currency?: string | undefined
  /** In the quote currency, at the start. */
  readonly cash: number
  readonly rate: number
  /** Cash that the underlying pays, past and to come, times rising; absent where it pays none. */
  readonly dividends?: readonly DueDividend[] | undefined
  readonly costs: { readonly fee: number; readonly fixed: number }
  readonly limits: RiskLimits
  /** One order a trade where absent. */
  readonly execution?: ExecutionSettings | undefined
  /** Other instruments, `venue/symbol`, whose prices must agree with this one's. */
  readonly references: readonly string[]
  /**
   * Time between two evaluations whatever the strategy's own, at least and at most, seconds; the least is taken where
   * it has no interval of its own.
   */
  readonly minInterval: number
  readonly maxInterval: number
}

/**
 * `venue/symbol` under which a portfolio trades a market of its feed: its own under the name it gives, another under
 * the feed's symbol.
 */
export const tradedInstrument = (
  { instrument, venue, symbol }: Pick<PortfolioSettings, 'instrument' | 'venue' | 'symbol'>,
  market = instrument,
): string => instrumentName({ venue, symbol: market === instrument ? symbol : instrumentNamed(market).symbol })
