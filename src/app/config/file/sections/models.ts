import { z } from 'zod'
import { pathField, section } from '../fields'

/** Whether a steward moves the registry's pointer, or says what it would do and leaves that to an operator. */
const stewardWays = ['act', 'advise'] as const

export type StewardWay = (typeof stewardWays)[number]

/** Trained models, and who decides which of them are in service. */
export const modelsSection = section({
  registry: pathField,
  /**
   * What the service does by what the models lose live, and by what a scheduled retraining has made: `act` promotes and
   * rolls back, `advise` alerts about what it would do and leaves it to `bandshift models`. The first models of an
   * empty registry go into service either way.
   */
  steward: z.enum(stewardWays).default('act'),
})
