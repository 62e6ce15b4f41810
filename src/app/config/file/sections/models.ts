import { z } from 'zod'
import { pathField, section } from '../fields'

/**
 * Whether a steward changes what is in service itself, or reports what it would change and leaves that to an operator.
 */
const stewardWays = ['act', 'advise'] as const

export type StewardWay = (typeof stewardWays)[number]

/** Trained models, and who decides which of them are in service. */
export const modelsSection = section({
  registry: pathField,
  /**
   * What the service does about the live losses of the models and about the result of a scheduled retraining: `act`
   * promotes and rolls back, `advise` alerts about what it would do and leaves it to `bandshift models`. The first
   * models of an empty registry go into service either way.
   */
  steward: z.enum(stewardWays).default('act'),
})
