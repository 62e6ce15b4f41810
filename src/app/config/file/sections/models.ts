import { z } from 'zod'
import { stewardWays } from '../../../models/steward'
import { pathField } from '../fields'
import { section } from '../section'

/** Trained models, and who decides which of them are in service. */
export const modelsSection = section({
  registry: pathField,
  /**
   * What the service does by what the models lose live, and by what a scheduled retraining has made: `act` promotes and
   * rolls back, `advise` tells what it would do and leaves it to `bandshift models`. The first models of an empty
   * registry go into service either way.
   */
  steward: z.enum(stewardWays).default('act'),
})
