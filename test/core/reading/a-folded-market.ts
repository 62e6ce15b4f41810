import { createHash } from 'node:crypto'
import { loadPolicy } from '../../../models/store/model-set'
import { loadModels, type ServiceModels } from '../../../src/app/models/load-models'
import type { FeedEvent } from '../../../src/core/market/event'
import type { BarReading, Market } from '../../../src/core/reading/market'
import { startMarket } from '../../../src/core/reading/start-market'
import { unseenPart, type UnseenPart } from '../../../training/judge/unseen'
import { aTrainedRegistry, type TrainedRegistry } from './a-trained-registry'

export const instrument = 'simulated/microstructure'

/** A recording with its models, read once by the code of training and once event by event. */
export type FoldedMarket = {
  readonly trained: TrainedRegistry
  readonly models: ServiceModels
  readonly batch: UnseenPart
  readonly readings: readonly BarReading[]
}

/** Applies all events; the readings of the bars that they closed. */
export const foldAll = (market: Market, events: readonly FeedEvent[]): BarReading[] => {
  const readings: BarReading[] = []
  for (const event of events) {
    const change = market.apply(event)
    if (change.kind === 'bars') readings.push(...change.readings)
  }
  return readings
}

/** All fields of the readings, as one digest: bars, rows, volatilities and all. */
export const digestOf = (readings: readonly BarReading[]): string => {
  const hash = createHash('sha256')
  for (const reading of readings) hash.update(JSON.stringify(reading))
  return hash.digest('hex')
}

export const aFoldedMarket = async (): Promise<FoldedMarket> => {
  const trained = await aTrainedRegistry()
  const models = await loadModels(trained.registry)
  const policy = await loadPolicy(trained.registry)
  const batch = await unseenPart(trained.recording, trained.registry, policy, { seed: 7, backend: 'wasm' })
  const readings = foldAll(startMarket({ instrument, models: models.market }), trained.events)
  return { trained, models, batch, readings }
}
