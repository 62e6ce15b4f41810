import { z } from 'zod'
import type { CostCard } from '../../../../core/execution/cost-card'
import { kindsAre, notNegative, pathField, positive, section, wholeNumberField } from '../fields'
import { describeIssue, writePath } from '../problem'

/** The text of a file that a configuration names; undefined where it cannot be read. */
export type ReadText = (path: string) => string | undefined

const estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })

const quantiles = z.array(z.strictObject({ level: z.number(), value: z.number() })).max(100)

const impact = z.strictObject({ coefficient: estimate, r2: z.number(), rows: notNegative })

/** What `bandshift calibrate-costs --json` writes. */
const costCard = z
  .strictObject({
    kind: z.literal('cost-card'),
    venue: z.string(),
    symbol: z.string(),
    from: z.number(),
    to: z.number(),
    fee: z.number().gt(-1).lt(1),
    gas: notNegative,
    spread: z
      .strictObject({
        mean: estimate,
        quantiles,
        byHour: z.array(z.strictObject({ hour: z.number(), value: notNegative, bars: notNegative })).max(24),
      })
      .optional(),
    tradeImpact: impact.optional(),
    barImpact: impact
      .extend({
        recovery: estimate.refine(({ value }) => value >= 0 && value <= 1, { error: 'is a share' }),
        barSeconds: positive,
      })
      .optional(),
    depth: z.array(z.strictObject({ notional: positive, cost: estimate, tooThin: z.number() })).max(100),
    drift: z
      .array(z.strictObject({ milliseconds: positive, withFlow: estimate.optional(), sd: estimate }))
      .max(100)
      .transform((points) => points.map((point) => ({ withFlow: undefined, ...point }))),
    arrival: z.strictObject({ fastest: z.number(), quantiles }).optional(),
    dailyVolume: positive.optional(),
    dailyVolatility: notNegative.optional(),
    tooThinFrom: positive.optional(),
    base: z.string().optional(),
  })
  .transform((card): CostCard => {
    const unknown = { spread: undefined, tradeImpact: undefined, barImpact: undefined }
    return { ...unknown, arrival: undefined, dailyVolume: undefined, dailyVolatility: undefined, ...card }
  })

/** undefined where the text is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** A cost card, or the path of its file. */
const cardField = (read: ReadText) =>
  z.preprocess((given, context) => {
    if (typeof given !== 'string') return given
    const refuse = (message: string): never => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    const path = pathField.safeParse(given)
    const text = path.success ? read(path.data) : undefined
    if (text === undefined) return refuse('names a cost card: there is no such file beside the configuration')
    const card = parsed(text)
    const { error } = costCard.safeParse(card)
    if (error === undefined) return card
    const { path: place, message } = describeIssue(error.issues[0], card)
    const where = place.length === 0 ? '' : `${writePath(place)} `
    return refuse(`names a cost card, as 'bandshift calibrate-costs --json' writes it: ${where}${message}`)
  }, costCard)

/** How orders are brought to the venue. */
export const executionSection = (read: ReadText) =>
  z.discriminatedUnion(
    'kind',
    [
      section({ kind: z.literal('single') }),
      section({
        kind: z.literal('slices'),
        slices: wholeNumberField.max(1_000).default(1),
        /** Seconds. */
        spacing: positive.max(86_400),
        participation: section({ share: z.number().gt(0).max(1), dailyVolume: positive }).optional(),
      }).refine(({ slices, participation }) => slices > 1 || participation !== undefined, {
        path: ['slices'],
        error: 'is 2 or more, or a participation limits them',
      }),
      section({
        kind: z.literal('planned'),
        card: cardField(read),
        riskAversion: notNegative,
        maxSeconds: positive.max(86_400),
        latencyMilliseconds: notNegative.max(60_000).default(0),
      }),
    ],
    kindsAre(['single', 'slices', 'planned']),
  )
