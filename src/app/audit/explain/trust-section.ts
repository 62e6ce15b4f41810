import { z } from 'zod'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import type { DecisionRecord } from '../../../ports/ledger'
import { inDigits, line, type ExplanationLine, type ExplanationSection } from './section'

/** The trust that a stored market state records of its models, where it has any. */
const judged = z.object({
  instrument: z.string(),
  trustFigures: z
    .object({
      trustedShare: z.number(),
      distrustedBars: z.number(),
      silenced: z.boolean(),
      outsideShare: z.number(),
      unlikeShare: z.number(),
      drifted: z.array(z.string()),
      stuck: z.array(z.string()),
      lossEvidence: z.number(),
      logHarHorizons: z.array(z.number()).optional(),
    })
    .optional(),
})
const stored = z.object({ markets: z.array(judged) })

const percent = (share: number): string => `${inDigits(Math.round(1e4 * share) / 100)} %`

const columnsOf = (name: string, columns: readonly string[]): readonly ExplanationLine[] =>
  columns.length === 0 ? [] : [line(name, columns.length, columns.join(', '))]

const figuresOf = ({ instrument, trustFigures: own }: z.infer<typeof judged>): readonly ExplanationLine[] =>
  own === undefined
    ? []
    : [
        line(
          `${instrument} trusted`,
          percent(own.trustedShare),
          own.distrustedBars > 0 ? `of the last bars, not on the last ${own.distrustedBars}` : 'of the last bars',
        ),
        line('rows beyond training', percent(own.outsideShare), `unlike it ${percent(own.unlikeShare)}, of the window`),
        ...columnsOf('columns drifted', own.drifted),
        ...columnsOf('columns stuck', own.stuck),
        line('evidence against the forecaster', own.lossEvidence, 'at 1 it counts as worse than log-HAR'),
        ...(own.logHarHorizons === undefined
          ? []
          : [line('log-HAR serves', own.logHarHorizons.join(', '), 'bars ahead, where its losses were lower')]),
        ...(own.silenced ? [line('silenced', 'yes', 'the rule itself is in question')] : []),
      ]

/** Whether the models were trusted, why not, what was used in their place, and the figures behind that judgement. */
export const trustSection = (
  { inputs }: DecisionRecord,
  { gate }: Pick<DecisionInputs, 'gate'>,
): ExplanationSection => {
  const { trust } = gate
  const known = stored.safeParse(inputs)
  return {
    title: `Models: ${trust.kind === 'models' ? 'trusted' : 'not trusted, the baseline decides'}`,
    lines: [
      ...(trust.kind === 'models'
        ? [line('trusted', 'yes')]
        : trust.reasons.map((reason) =>
            reason.startsWith('volatility-')
              ? line('in their place', reason, 'and no regime')
              : line('because', reason),
          )),
      ...(known.success ? known.data.markets.flatMap(figuresOf) : []),
    ],
  }
}
