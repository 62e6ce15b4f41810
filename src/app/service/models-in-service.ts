import { unseenFrom } from '../../../models/store/card'
import type { PolicyCard } from '../../../models/store/policy-card'
import { systemTimers } from '../../adapters/clock/system-clock'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import type { ModelVersions } from '../../core/reading/market-state'
import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { LiveMarket } from '../engine/live-market'
import { notePromotion } from '../engine/market-run'
import type { Log } from '../log'
import { ensureModels } from '../models/ensure-models'
import { loadModels, type ServiceModels } from '../models/load-models'
import { openPolicies } from '../models/policies'
import { bandKind, bandText } from '../models/registry/list-sets'
import { liveSummaries } from '../models/registry/describe'
import { watchModels } from '../models/watch-models'
import { every } from './every'
import type { Model } from './web/schema/market'

type TakeModelsParts = Pick<ModelObserver, 'used'> & {
  readonly markets: readonly LiveMarket[]
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly alert: (alert: Alert) => void
}

/**
 * Puts promoted models into the markets that are followed here, and records between which events that was. A refusal is
 * an alert.
 */
export const takeModels = ({ markets, ledger, clock, log, alert, used }: TakeModelsParts): ModelObserver => ({
  used,
  promoted: ({ market: next }) => {
    for (const { market, run, instrument } of markets) {
      market.useModels(next)
      if (run === undefined) continue
      const promotion = { run, instrument, events: market.state()?.events ?? 0, models: next.versions }
      notePromotion(ledger, clock.now(), promotion).catch((error: unknown) =>
        log.error({ event: 'promotion.not-noted', ...promotion, error }),
      )
    }
  },
  refused: (reason) =>
    alert({
      at: clock.now(),
      severity: 'critical',
      event: 'models.refused',
      text: `the models in service stay, others were refused: ${reason}`,
    }),
})

/** Callbacks for changes of the models in service. */
export type ModelObserver = {
  /** Other models are to be put into service; where it throws they are refused. */
  readonly promoted: (models: ServiceModels) => void
  /** The models now in service, with the challenger beside them. Called as the watch begins, too. */
  readonly used: (champion: ServiceModels, challenger: ServiceModels | undefined) => void
  /** A change was refused; the models in service stay. */
  readonly refused: (reason: string) => void
}

/** The champions of a registry, and the next ones when they are promoted. */
export type ModelsInService = {
  readonly current: () => ServiceModels | undefined
  /** The policy of the set that made a market's forecasts; the one in service where that is not known. */
  readonly policy: (madeBy: ModelVersions | undefined) => Promise<HedgingPolicy | undefined>
  readonly regimes: () => readonly string[]
  readonly list: () => readonly Model[]
  /**
   * Calls the observer when others are put into service. Throws nothing: after a refusal the models in service stay.
   */
  readonly watch: (observer: ModelObserver) => Promise<{ readonly close: () => void }>
}

const without: ModelsInService = {
  current: () => undefined,
  policy: () => Promise.resolve(undefined),
  regimes: () => [],
  list: () => [],
  watch: () => Promise.resolve({ close: () => undefined }),
}

/** Between two readings of what the models lost live. */
const summaryMs = 60_000

const bandOf = (policy: PolicyCard) => ({
  band: bandKind(policy),
  bandText: bandText(policy),
  ...(policy.bandEvidence !== undefined && { bandReason: policy.bandEvidence.reason }),
})

const listed = (
  champion: ServiceModels,
  challenger: ServiceModels | undefined,
  scores: ReadonlyMap<string, string>,
): readonly Model[] =>
  [champion, challenger].flatMap((models, i) => {
    if (models === undefined) return []
    const { forecaster, classifier, policy } = models.cards
    const note = scores.get(policy.id)
    return [forecaster, classifier, policy].map((card) => ({
      kind: card.kind,
      id: card.id,
      champion: i === 0,
      trainedTo: unseenFrom(forecaster),
      ...(card === policy && bandOf(policy)),
      ...(card === policy && note !== undefined && { note }),
    }))
  })

/**
 * Loads the champions of a registry; where it has none and `train` names a recording, trains them on it first. Without
 * a registry portfolios run on baselines.
 */
export const openModels = async (
  registry: string | undefined,
  train: string | undefined,
  log: Log,
): Promise<ModelsInService> => {
  if (registry === undefined) return without
  let last = ''
  const onProgress = (stage: string, done: number, total: number): void => {
    if (stage === last) return
    last = stage
    log.info({ event: 'training.progress', stage, done, total })
  }
  if (train !== undefined) {
    const trained = await ensureModels({ registry, data: train, seed: 7, onProgress })
    if (trained) log.info({ event: 'training.done', registry })
  }
  let models = await loadModels(registry)
  const policies = openPolicies(registry, log)
  let challenger: ServiceModels | undefined
  let scores: ReadonlyMap<string, string> = new Map()
  log.info({ event: 'models.loaded', ...models.market.versions })
  return {
    current: () => models,
    policy: (madeBy) => {
      const { policy } = models
      return madeBy === undefined || madeBy.policy === policy.id ? Promise.resolve(policy) : policies.of(madeBy)
    },
    regimes: () => models.cards.classifier.states,
    list: () => listed(models, challenger, scores),
    watch: async ({ promoted, used, refused }) => {
      const summarize = async (): Promise<void> => {
        scores = await liveSummaries(registry, [models, ...(challenger === undefined ? [] : [challenger])])
      }
      const watch = await watchModels({
        registry,
        timers: systemTimers,
        loaded: models.market.versions.policy,
        onPromoted: (next) => {
          promoted(next)
          models = next
          log.info({ event: 'models.promoted', ...next.market.versions })
          used(models, challenger)
        },
        onChallenger: (next) => {
          challenger = next
          log.info({ event: 'models.challenger', policy: next?.market.versions.policy })
          used(models, challenger)
        },
        onRefused: (reason) => {
          log.error({ event: 'models.refused', reason })
          refused(reason)
        },
      })
      used(models, challenger)
      await watch.check()
      await summarize()
      const summing = every(summaryMs, summarize, (error) => log.error({ event: 'scores.unread', error }))
      return {
        close: () => {
          watch.close()
          void summing.close()
        },
      }
    },
  }
}
