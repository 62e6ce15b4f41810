import { cronField, pathField, seedField } from '../fields'
import { section } from '../section'

/** Jobs at set times, in UTC. */
export const schedulesSection = section({
  /** Trains on a recording and puts what passes into the registry of `models`. */
  retraining: section({ cron: cronField, recording: pathField, seed: seedField.default(7) }).optional(),
  /** Evaluates the models in service on a recording and writes the report into a folder. */
  report: section({ cron: cronField, recording: pathField, out: pathField, seed: seedField.default(7) }).optional(),
}).prefault({})
