import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { contentId, contentJson, readJson, refusesCard, writeWhole } from './content'

const id = z.string().regex(/^[0-9a-f]{16}$/)
const three = z.tuple([z.number(), z.number(), z.number()]).readonly()
const span = z.strictObject({ from: z.number(), to: z.number(), intervals: z.int().nonnegative() })

/** How the coefficients are learned: `SlopeModel`. */
const model = z.strictObject({
  coefficients: three,
  weight: z.number().positive(),
  halfLifeDays: z.number().positive(),
})

/** What was learned by the end of the span: `SlopeState`. */
const state = z.strictObject({
  last: z.strictObject({ time: z.number(), spot: z.number().positive() }).optional(),
  displacement: z.number(),
  falling: z.number().min(0).max(1),
  products: z.array(z.number()).length(9).readonly(),
  answers: z.array(z.number()).length(3).readonly(),
  intervals: z.number().min(0),
  scale: z.number().min(0),
  scaleWeight: z.number().min(0),
})

/**
 * A centre's slope beside net delta on intervals that it had not learned from yet: share of the squares left that it
 * removes, Diebold-Mariano (negative favours it) with its two-sided p, the same share on the newer half of the
 * intervals and by month.
 */
const evidence = z.strictObject({
  ...span.shape,
  gain: z.number(),
  dm: z.number(),
  p: z.number().min(0).max(1),
  newerGain: z.number(),
  months: z.record(z.string(), z.number()),
  /** Share of the squares of unhedged gains that each centre removes. */
  removed: z.strictObject({
    plain: z.number(),
    net: z.number(),
    'sticky-moneyness': z.number(),
    'minimum-variance': z.number(),
  }),
})

/**
 * The spot-vol slope of a chain of options, learned from a recording, and whether the centre of least variance that
 * follows from it has been shown to be better than net delta, at which the service hedges.
 */
const centreCardSchema = z.strictObject({
  kind: z.literal('spot-vol-slope'),
  /** The `contentId` of the card. */
  id,
  dataSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The chain. */
  venue: z.string(),
  symbol: z.string(),
  settlement: z.enum(['linear', 'inverse']),
  /** What was learned from: times of the first and last chain, and the intervals between them that count. */
  learned: z.strictObject({ ...span.shape, chains: z.int().nonnegative(), options: z.int().nonnegative() }),
  model,
  coefficients: three,
  state,
  /** Absent where there are too few intervals. */
  evidence: evidence.optional(),
  verdict: z.enum(['net', 'minimum-variance']),
  reason: z.string().min(1),
})

export type CentreCard = z.infer<typeof centreCardSchema>

export type CentreEvidence = NonNullable<CentreCard['evidence']>

const fileOf = (registry: string, version: string): string => join(registry, 'spot-vol-slope', version, 'card.json')

/** Publishes a learned slope as `<registry>/spot-vol-slope/<id>/card.json`; the id follows from the content. */
export const publishCentre = async (registry: string, content: Omit<CentreCard, 'id'>): Promise<CentreCard> => {
  const card = centreCardSchema.parse({ ...content, id: contentId(content) })
  await writeWhole(fileOf(registry, card.id), contentJson(card))
  return card
}

/** A published slope. @throws Fault 'model-refused' where it is absent, its card is invalid or has another id. */
export const readCentre = async (registry: string, version: string): Promise<CentreCard> => {
  if (!id.safeParse(version).success) throw new Fault('model-refused', `no spot-vol slope is called '${version}'`)
  const what = `spot-vol slope ${version}`
  const parsed = centreCardSchema.safeParse(await readJson(fileOf(registry, version), refusesCard(what)))
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    throw new Fault('model-refused', `${what} refused: card.json: ${path.join('.')}: ${message}`)
  }
  if (parsed.data.id !== version || contentId(parsed.data) !== version)
    throw new Fault('model-refused', `${what} refused: card.json was changed after publication`)
  return parsed.data
}
