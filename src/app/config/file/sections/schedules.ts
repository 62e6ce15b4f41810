import { cronField, pathField, positive, section, seedField, symbolField } from '../fields'

/** Jobs at set times, in UTC. */
export const schedulesSection = section({
  /** Trains on a recording and puts what passes into the registry of `models`. */
  retraining: section({
    cron: cronField,
    /** May be the folder that `record` names: a run learns from what it holds when the run begins. */
    recording: pathField,
    /** Instrument of the recording; absent: the one with the most rows. */
    symbol: symbolField.optional(),
    seed: seedField.default(7),
  }).optional(),
  /**
   * Evaluates the models in service on what they have not seen of a recording and writes the report into a folder of
   * that day.
   */
  report: section({
    cron: cronField,
    recording: pathField,
    symbol: symbolField.optional(),
    out: pathField,
    /** Of the newest so many days; absent: of all that the models have not seen. */
    days: positive.max(3650).optional(),
    seed: seedField.default(7),
  }).optional(),
}).prefault({})
