import { z } from 'zod'

const span = z.strictObject({ from: z.number(), to: z.number(), rows: z.int().nonnegative() })

/** A figure with the 95 % interval of a block bootstrap. */
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })

const failure = z.discriminatedUnion('kind', [
  /**
   * Of the days held out, one of those that lost most beyond log-HAR, or most at all where there is nothing to compare
   * with.
   */
  z.strictObject({
    kind: z.literal('worst-day'),
    day: z.iso.date(),
    measure: z.string(),
    loss: z.number(),
    baseline: z.number().optional(),
  }),
  /** Not shown to lose less than log-HAR. */
  z.strictObject({ kind: z.literal('no-better-than-log-har'), measure: z.string(), ratio: z.number(), p: z.number() }),
  /** Came so often where it was said to come that often. */
  z.strictObject({ kind: z.literal('miscalibrated'), of: z.string(), expected: z.number(), observed: z.number() }),
])

/**
 * How the procedure that made a model did on bars that it had not seen, fold after fold: what may be expected of the
 * model, and where it fails.
 */
export const evidenceSchema = z.strictObject({
  /** Walking forward: fitted on the first span, judged on the second. Microseconds, `to` exclusive. */
  folds: z.array(z.strictObject({ fit: span, held: span })).min(1),
  measures: z.array(
    z.strictObject({
      /** `qlike <bars>` or `log-loss <bars>`. */
      measure: z.string(),
      horizonBars: z.int().positive(),
      rows: z.int().positive(),
      loss: interval,
      /** Of log-HAR fitted on the same bars, and the mean loss over its. */
      baseline: interval.optional(),
      ratio: interval.optional(),
    }),
  ),
  /** The calibration picture: how often something came beside how often it was said to. */
  calibration: z.array(
    z.strictObject({
      of: z.string(),
      points: z.array(z.strictObject({ expected: z.number(), observed: z.number(), rows: z.int().nonnegative() })),
    }),
  ),
  failures: z.array(failure),
  /**
   * Classifiers: bounds of the mean variance per bar over the bars to come that tell the states apart, by which live
   * posteriors are judged.
   */
  regimes: z
    .strictObject({ horizonBars: z.int().positive(), bounds: z.array(z.number().positive()).min(1) })
    .optional(),
})

export type Evidence = z.infer<typeof evidenceSchema>

export type KnownFailure = Evidence['failures'][number]
