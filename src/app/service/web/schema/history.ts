import { z } from 'zod'
import { finite, list, named, time } from './shape'

const column = list(finite.nullable())

/** One row a time; null where a value is not known. */
export const marketHistory = named(
  'MarketHistory',
  z.object({
    instrument: z.string(),
    at: list(time),
    spot: column,
    regime: column,
    forecast: column.describe('Annual volatility to the shortest maturity forecast'),
    low: column,
    high: column,
    realized: column,
  }),
)

export const portfolioHistory = named(
  'PortfolioHistory',
  z.object({
    portfolio: z.string(),
    at: list(time),
    position: column.describe('Units of the underlying, before the decision traded'),
    centre: column,
    lower: column,
    upper: column,
    halfWidth: column.describe('(upper − lower) / 2'),
    regime: column.describe('Called at the decision; null where none was or the models were not trusted'),
    interval: column.describe('Seconds to the next evaluation'),
    traded: column.describe('Signed units that the decision ordered; null where it did not'),
    equity: column,
  }),
)

type Optional<Name extends string> = { readonly [N in Name]?: number | undefined }

/** What a chart of an instrument gains at one time. */
export type MarketPoint = { readonly at: number } & Optional<
  'spot' | 'regime' | 'forecast' | 'low' | 'high' | 'realized'
>

/** What a chart of a portfolio gains at one decision. */
export type PortfolioPoint = { readonly at: number } & Optional<
  'position' | 'centre' | 'lower' | 'upper' | 'halfWidth' | 'regime' | 'interval' | 'traded' | 'equity'
>

export type MarketHistory = z.infer<typeof marketHistory>

export type PortfolioHistory = z.infer<typeof portfolioHistory>
