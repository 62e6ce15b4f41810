import { systemTimers } from '../../adapters/feeds'
import type { HedgingPolicy } from '../../core/portfolio/hedging-policy'
import type { Log } from '../log'
import { ensureModels } from '../models/ensure-models'
import { loadModels, type ServiceModels } from '../models/load-models'
import { watchModels } from '../models/watch-models'
import type { Model } from '../service/schema/market'

/** The champions of a registry, and the next ones when they are promoted. */
export type ModelsInService = {
  readonly current: () => ServiceModels | undefined
  readonly policy: () => HedgingPolicy | undefined
  readonly regimes: () => readonly string[]
  readonly list: () => readonly Model[]
  /** Calls when others were put into service. Throws nothing: a refusal is logged and the models in service stay. */
  readonly watch: (take: (models: ServiceModels) => void) => Promise<{ readonly close: () => void }>
}

const without: ModelsInService = {
  current: () => undefined,
  policy: () => undefined,
  regimes: () => [],
  list: () => [],
  watch: () => Promise.resolve({ close: () => undefined }),
}

/** Loads the champions of a registry; where it has none and `train` names a recording, trains them on it first. Without a registry portfolios run on baselines. */
export const openModels = async (
  registry: string | undefined,
  train: string | undefined,
  log: Log,
): Promise<ModelsInService> => {
  if (registry === undefined) return without
  let told = ''
  const onProgress = (stage: string, done: number, total: number): void => {
    if (stage === told) return
    told = stage
    log.info({ event: 'training.progress', stage, done, total })
  }
  if (train !== undefined) {
    const trained = await ensureModels({ registry, data: train, seed: 7, onProgress })
    if (trained) log.info({ event: 'training.done', registry })
  }
  let models = await loadModels(registry)
  log.info({ event: 'models.loaded', ...models.market.versions })
  return {
    current: () => models,
    policy: () => models.policy,
    regimes: () => models.cards.classifier.states,
    list: () => {
      const { forecaster, classifier, policy } = models.cards
      const trainedTo = forecaster.split['train'].to
      return [forecaster, classifier, policy].map(({ kind, id }) => ({ kind, id, champion: true, trainedTo }))
    },
    watch: (take) =>
      watchModels({
        registry,
        timers: systemTimers,
        onPromoted: (promoted) => {
          take(promoted)
          models = promoted
          log.info({ event: 'models.promoted', ...promoted.market.versions })
        },
        onRefused: (reason) => log.error({ event: 'models.refused', reason }),
      }),
  }
}
