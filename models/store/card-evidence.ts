import { z } from 'zod'

const span = z.strictObject({ from: z.number(), to: z.number(), rows: z.int().nonnegative() })

/** A figure with the 95 % interval of a block bootstrap. */
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })

const failure = z.discriminatedUnion('kind', [
  /**
   * One of the held-out days with the largest loss in excess of log-HAR, or the largest loss where there is no
   * comparison.
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
  /**
   * A baseline loses less beyond chance: the forecaster's mean loss over its, and p. Log-HAR serves there, plain or
   * with the season, where no baseline beats it beyond chance; else nothing, and the set goes into service only by
   * hand. The forecaster served all the same on cards of an earlier rule.
   */
  z.strictObject({
    kind: z.literal('beaten'),
    measure: z.string(),
    by: z.string(),
    ratio: z.number(),
    p: z.number(),
    serves: z.enum(['forecaster', 'log-har', 'seasonal-log-har', 'nothing']),
  }),
  /** Observed frequency beside the forecast probability. */
  z.strictObject({ kind: z.literal('miscalibrated'), of: z.string(), expected: z.number(), observed: z.number() }),
])

/**
 * Results on unseen bars, fold after fold, of the procedure that made a model: what can be expected of the model, and
 * where it fails.
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
      /** Of log-HAR fitted on the same bars, and the mean loss over its; absent where a baseline serves. */
      baseline: interval.optional(),
      ratio: interval.optional(),
    }),
  ),
  /** The calibration diagram: observed frequencies beside forecast probabilities. */
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
