import { z } from 'zod'
import { intent } from './ledger'
import { finite, list, minor, named, time } from './shape'

export const modeShape = z.enum(['active', 'reducing', 'halted'])

/** Where the position stands in its no-transaction band, units of the underlying. */
export const band = named(
  'Band',
  z.object({
    lower: finite,
    lowerTarget: finite,
    upperTarget: finite,
    upper: finite,
    centre: finite,
    halfWidth: finite,
  }),
)

/** Profit by cause since the portfolio was opened, quote currency; the parts sum to the total. */
const attribution = named(
  'Attribution',
  z.object({
    delta: finite,
    gamma: finite,
    vega: finite,
    theta: finite,
    vanna: finite,
    volga: finite,
    residual: finite,
    hedge: finite,
    cost: finite,
    funding: finite,
    total: finite,
    since: time.optional(),
  }),
)

const option = z.object({
  option: z.string(),
  type: z.enum(['call', 'put']),
  strike: finite,
  expiry: time,
  exercise: z.literal('american').optional().describe('European where absent'),
  multiplier: finite,
  quantity: finite.describe('Contracts, negative where short'),
})

const position = z.object({ instrument: z.string(), lots: z.int(), lot: finite })

/** A portfolio now: what it holds, where its band is, when it is evaluated next and why. */
export const portfolio = named(
  'Portfolio',
  z.object({
    id: z.string(),
    instrument: z.string().describe('venue/symbol of the market it hedges in'),
    venue: z.string().describe('Where it trades'),
    currency: z.string().describe('Quote currency'),
    underlying: z.string().describe('Name of a unit of the position'),
    mandate: z.enum(['hedge', 'cppi', 'obpi', 'allocation']),
    strategy: z.string(),
    mode: modeShape,
    modeReason: z.string().optional(),
    sequence: z.int().describe('Of the last decision; 0 before the first'),
    evaluatedAt: time.optional(),
    dueAt: time.optional(),
    last: z
      .object({ kind: z.enum(['hold', 'trade', 'wait', 'refused']), trigger: z.string(), reasons: list(z.string()) })
      .optional(),
    quiet: z
      .object({ from: finite, to: finite })
      .optional()
      .describe('Spots between which nothing is due before its time'),
    waitingSince: time.optional().describe('Since when its hedge waits for calmer flow'),
    underway: list(z.object({ name: z.string(), side: z.enum(['buy', 'sell']), slices: z.int(), nextAt: time }))
      .optional()
      .describe('Trades of which slices are to come'),
    greeks: z
      .object({ delta: finite, gamma: finite, vega: finite, theta: finite })
      .optional()
      .describe('Of the options alone, at the last decision'),
    position: finite.describe('Units of the underlying held'),
    band: band.optional(),
    book: z.object({
      cash: minor,
      positions: list(position),
      options: list(option),
      fees: minor,
      slippage: minor,
      funding: minor.optional().describe('Received or, negative, paid so far'),
      dividends: minor.optional().describe('Received or, negative, paid so far'),
      turnover: minor,
      fills: z.int(),
    }),
    unsettled: list(z.object({ option: z.string(), expiry: time, price: finite, at: time }))
      .optional()
      .describe('Expired options without a delivery price, and what they are marked on: equity is provisional'),
    funding: list(
      z.object({
        instrument: z.string(),
        until: time.describe('Up to when it is booked'),
        lost: z.int().describe('Fundings of which the rate never became known'),
        awaited: time.optional().describe('The first one whose rate is not known yet'),
      }),
    )
      .optional()
      .describe('The funding of its perpetuals; profit is without what is lost or awaited'),
    marks: z
      .object({
        by: z
          .enum(['surface', 'surface-too-old', 'surface-missing', 'surface-without-dividends', 'volatility'])
          .describe('The surface of the options, or why not: one volatility by maturity then'),
        instrument: z.string().optional().describe('Market that the options are quoted in'),
        fitted: time.optional().describe('When its surface was fitted'),
        options: list(
          z.object({ option: z.string(), vol: finite, price: finite.describe('Of a unit, quote currency') }),
        ),
      })
      .optional()
      .describe('What the living options are valued at, by the last decision’s volatilities'),
    equity: finite.optional().describe('Cash, position and options as marked, quote currency'),
    attribution: attribution.optional(),
    open: list(intent).describe('Orders that are not final'),
  }),
)

/** A portfolio with its settings, secrets masked. */
export const portfolioDetail = named(
  'PortfolioDetail',
  z.object({ ...portfolio.shape, settings: z.unknown().describe('As in the configuration') }),
)

export type Portfolio = z.infer<typeof portfolio>

export type PortfolioDetail = z.infer<typeof portfolioDetail>
