import { z } from 'zod'
import type { Timestamp } from '../../src/core/market/event'
import type { MarketModels } from '../../src/core/reading/market-models'
import { evidenceSchema } from './card-evidence'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

const file = z.strictObject({ sha256: digest, bytes: z.int().positive() })

const probability = z.number().gt(0).lte(1)

const vectors = z.array(z.array(z.number())).min(1)

const numbers = z.array(z.number()).readonly()

/** Statistics of the columns in training, for `startTrust`; absent from cards that were published without. */
const reference = z.strictObject({
  windowBars: z.number().positive(),
  columns: z
    .array(
      z
        .strictObject({
          edges: numbers,
          shares: z.array(z.number().min(0).max(1)).min(1).readonly(),
          psi: z.number().min(0),
          ks: z.number().min(0).max(1),
          longestRun: z.int().positive(),
        })
        .refine(({ edges, shares }) => shares.length === edges.length + 1, 'one share more than edges'),
    )
    .readonly(),
  outsideShare: z.number().min(0).max(1),
  dissimilarity: z.strictObject({
    middle: numbers,
    whitening: z.array(numbers).readonly(),
    threshold: z.number().positive(),
  }),
  lossScale: z.number().positive(),
  laterLossScales: z.array(z.number().positive()).readonly().optional(),
})

const common = {
  /**
   * The `contentId` of the card, which holds the digests of the files.
   */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Names of the feature columns, in the order in which the model reads them. */
  columns: z.array(z.string().min(1)).min(1),
  scaling: z.strictObject({
    mean: z.array(z.number()),
    sd: z.array(z.number().positive()),
    limit: z.number().positive(),
  }),
  /** The backend it was trained on, and the versions of the training software. */
  backend: z.enum(['tensorflow', 'wasm', 'cpu']),
  versions: z.record(z.string(), z.string()),
  /** Digest of the recording it was trained on. */
  dataSha256: digest,
  seed: z.int(),
  /** Parts of the recording: timestamps in microseconds, `to` exclusive. */
  split: z.record(z.string(), z.strictObject({ from: z.number(), to: z.number(), rows: z.int().nonnegative() })),
  metrics: z.record(z.string(), z.number()),
  /** Other settings that the features depend on, such as the bar length. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  files: z.strictObject({ 'model.json': file, 'weights.bin': file }),
  /** Raw feature rows and the output rows that the network gave for them when it was published. */
  probe: z.strictObject({ rows: vectors, answers: vectors }),
  reference: reference.optional(),
  /** Absent from cards that were published without. */
  evidence: evidenceSchema.optional(),
}

const forecasterCard = z.strictObject({
  kind: z.literal('volatility-forecaster'),
  ...common,
  horizonBars: z.array(z.int().positive()).min(1),
  levels: z.array(z.number().gt(0).lt(1)),
  /** Share of the linear correction by all columns that is kept beyond the seasonal part, by horizon. */
  shrinkage: z.array(z.number().min(0).max(1)),
})

const classifierCard = z.strictObject({
  kind: z.literal('regime-classifier'),
  ...common,
  /** Names of the states, in the order of the logits. */
  states: z.array(z.string().min(1)).min(2),
  temperature: z.number().positive(),
  /** The filter of the bars' variances whose log probabilities the network reads behind the columns. */
  filter: z.strictObject({
    initial: z.array(probability).min(2),
    transition: z.array(z.array(probability).min(2)).min(2),
    scale: z.array(z.number().positive()).min(2),
    freedom: z.tuple([z.number().positive(), z.number().positive()]),
    span: z.int().positive(),
  }),
  /** Usual share of each state: the filter's long run. */
  shares: z.array(probability).min(2),
  /** What the labels were: hidden regimes, a jump model's, or classes of the mean variance over so many bars. */
  labels: z.union([z.enum(['regimes', 'jump']), z.int().positive()]),
})

/** What a published model is, was trained on and must answer; stored beside it as `card.json`. */
export const cardSchema = z.discriminatedUnion('kind', [forecasterCard, classifierCard])

export type ForecasterCard = z.infer<typeof forecasterCard>

export type ClassifierCard = z.infer<typeof classifierCard>

export type Card = z.infer<typeof cardSchema>

export type ModelKind = Card['kind']

export type CardOf<K extends ModelKind> = Extract<Card, { kind: K }>

/** Width of the network's output row that the card describes. */
export const outputWidthOf = (card: Omit<ForecasterCard, 'id'> | Omit<ClassifierCard, 'id'>): number =>
  card.kind === 'regime-classifier' ? card.states.length : card.horizonBars.length * (1 + card.levels.length)

/** Width of the network's input row that the card describes. */
export const inputWidthOf = (card: Omit<ForecasterCard, 'id'> | Omit<ClassifierCard, 'id'>): number =>
  card.columns.length + (card.kind === 'regime-classifier' ? card.states.length : 0)

/**
 * Close of the first bar after a model's training data: a replay of its own recording from here on contains only unseen
 * bars.
 */
export const unseenFrom = ({ split }: Pick<Card, 'split'>): Timestamp => split['train'].to

/** The training statistics of two models from their cards, with which live rows are compared. */
export const trainedOnOf = (forecaster: ForecasterCard, classifier: ClassifierCard): MarketModels['trainedOn'] => {
  const { mean, sd, limit } = classifier.scaling
  const columns = classifier.columns.length
  return {
    from: forecaster.split['train'].from,
    until: Math.min(forecaster.split['train'].to, classifier.split['train'].to),
    // Behind the features the classifier reads its filter, which has no range.
    scales: [forecaster.scaling, { mean: mean.slice(0, columns), sd: sd.slice(0, columns), limit }],
    reference: forecaster.reference,
  }
}
