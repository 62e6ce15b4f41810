import { z } from 'zod'
import type { MarginModel } from '../../../../core/risk/margin/margin-model'
import { deribitBtc } from '../../../../core/risk/margin/portfolio-margin'
import { deribitBtcStandard } from '../../../../core/risk/margin/standard-margin'
import { kindsAre, notNegative, positive, section, share, wholeNumberField } from '../fields'

const tier = section({ upTo: positive.optional(), initial: share, maintenance: share })

const tiers = z
  .array(tier)
  .min(1)
  .superRefine((list, { addIssue }) => {
    list.forEach(({ upTo, initial, maintenance }, i) => {
      const isLast = i === list.length - 1
      const before = i === 0 ? 0 : (list[i - 1].upTo ?? Infinity)
      const refuse = (key: string, message: string): void => addIssue({ code: 'custom', path: [i, key], message })
      if (isLast !== (upTo === undefined))
        refuse('upTo', isLast ? 'is left out in the last tier' : 'is left out in the last tier alone')
      else if (upTo !== undefined && !(upTo > before)) refuse('upTo', 'is higher than in the tier before')
      if (maintenance > initial) refuse('maintenance', 'is at most the initial rate')
    })
  })

const model: z.ZodType<MarginModel> = z.discriminatedUnion(
  'kind',
  [
    section({
      kind: z.literal('linear'),
      parameters: section({ mode: z.enum(['isolated', 'cross']), tiers }),
    }),
    section({
      kind: z.literal('standard'),
      parameters: section({
        futureInitial: share,
        futureMaintenance: share,
        futurePerUnit: notNegative,
        optionInitial: share,
        optionLeastInitial: share,
        optionMaintenance: share,
      }).default(deribitBtcStandard),
    }),
    section({
      kind: z.literal('portfolio'),
      parameters: section({
        settlement: z.enum(['coin', 'currency']),
        priceRange: z.number().gt(0).lt(1),
        bucketsPerSide: wholeNumberField.max(100),
        volUp: notNegative,
        volDown: share,
        shortTermPower: notNegative,
        longTermPower: notNegative,
        leastVolUp: notNegative,
        extendedMoves: z.array(z.number().gt(-1)).max(100).readonly(),
        extendedFactor: notNegative,
        extendedDampener: notNegative,
        annualMoveRisk: notNegative,
        leastMoveRisk: notNegative,
        deltaThreshold: notNegative,
        deltaIncrement: notNegative,
        maxDeltaShock: share,
        shortOption: notNegative,
        maintenanceFactor: share,
      }).default(deribitBtc),
    }),
  ],
  kindsAre(['linear', 'standard', 'portfolio']),
)

/** What the account behind a portfolio must keep; parameters default to Deribit's for BTC. */
export const marginSection = section({
  model,
  leastRatio: z.number().min(1).max(1_000),
  leastDistance: z.number().min(0).lt(1),
})
