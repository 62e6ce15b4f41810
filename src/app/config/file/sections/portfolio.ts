import { z } from 'zod'
import type { PortfolioSettings } from '../../../../core/decision/settings'
import {
  instantField,
  instrumentField,
  nameField,
  notNegative,
  positive,
  section,
  symbolField,
  wholeNumberField,
} from '../fields'
import { executionSection, type ReadText } from './execution'
import { mandateSection } from './mandate'
import { marginSection } from './margin'

const limits = section({
  orderNotional: positive,
  positionNotional: positive,
  dailyTurnover: positive,
  ordersPerMinute: wholeNumberField.max(6_000),
  slippage: z.number().gt(0).max(0.5),
  price: section({
    leastSources: wholeNumberField.max(100).default(1),
    maxAge: positive.max(86_400),
    maxDeviation: z.number().gt(0).lt(1),
  }),
  margin: marginSection.optional(),
  /** Seconds since the surface of the options held was fitted; absent: not judged. */
  surfaceMaxAge: positive.max(30 * 86_400).optional(),
  dailyLoss: positive,
})
  .refine(({ orderNotional, positionNotional }) => orderNotional <= positionNotional, {
    path: ['orderNotional'],
    error: 'is at most positionNotional: such an order could never be approved',
  })
  .refine(({ orderNotional, dailyTurnover }) => orderNotional <= dailyTurnover, {
    path: ['orderNotional'],
    error: 'is at most dailyTurnover: such an order could never be approved',
  })

/** Of the underlying, per unit, in the quote currency: `at` it opens ex. */
const dividends = z
  .array(section({ at: instantField, amount: positive }))
  .min(1)
  .max(1_000)

/** One portfolio: the settings that the service runs it by, and nothing else. */
export const portfolioSection = (read: ReadText): z.ZodType<PortfolioSettings> =>
  section({
    id: nameField,
    instrument: instrumentField,
    venue: nameField,
    symbol: symbolField,
    mandate: mandateSection,
    /** Of the quote, for showing. */
    currency: z
      .string()
      .regex(/^[A-Za-z]{2,8}$/, { error: 'is the name of a currency, such as USD' })
      .default('USD'),
    cash: z.number().min(-1e12).max(1e12).default(0),
    rate: z.number().min(-1).max(1).default(0),
    dividends: dividends.optional(),
    costs: section({ fee: z.number().min(0).lt(0.1), fixed: notNegative.default(0) }),
    limits,
    /** One order a leg where absent. */
    execution: executionSection(read).optional(),
    references: z.array(instrumentField).max(100).default([]),
    minInterval: positive.max(86_400).default(1),
    maxInterval: positive.max(86_400).default(3_600),
  }).refine(({ minInterval, maxInterval }) => minInterval <= maxInterval, {
    path: ['minInterval'],
    error: 'is at most maxInterval',
  })
