import { unseenFrom } from '../../../models/store/card'
import { readLiveScores } from '../../../models/store/live-scores'
import { promoteSet, rollbackSet, type PromotionNote } from '../../../models/store/promote'
import { readStanding, type Standing } from '../../../models/store/standing'
import { Fault } from '../../core/error'
import { reasonText } from '../../core/promotion/reason-text'
import type { DriftFinding } from '../../core/promotion/shadow/drift-watch'
import { shadowVerdict } from '../../core/promotion/shadow/shadow-verdict'
import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { StewardWay } from '../config/file/sections/models'
import type { Log } from '../log'
import type { ServiceModels } from './load-models'

const against: Readonly<Record<DriftFinding['kind'], string>> = {
  'worse-than-log-har': 'log-HAR',
  'worse-than-card': 'what its card expects',
  'edge-lost': 'the share of log-HAR that its card expects',
}

/** A finding about a champion's losses as text. */
const findingText = ({ kind, measure, loss, against: other, outcomes }: DriftFinding): string =>
  `${measure}: loses ${loss.toPrecision(3)} where ${against[kind]} is ${other.toPrecision(3)}, ${outcomes} outcomes`

export type StewardParts = {
  readonly registry: string
  readonly ledger: Pick<Ledger, 'audit' | 'auditOnce'>
  readonly clock: Clock
  readonly log: Log
  readonly alert: (alert: Alert) => void
  readonly way: StewardWay
}

/**
 * Moves the champion of a registry by the live losses of its models: rolls back a champion that has drifted, promotes a
 * challenger that is better. What it leaves to an operator is reported at most once between two records of the
 * registry's history, whatever the number of processes and restarts.
 */
export type Steward = {
  /**
   * Handles a champion that has drifted on a market, once for each champion. Resolves when it was rolled back, or when
   * the reason against that was reported.
   */
  readonly drifted: (models: ServiceModels, instrument: string, findings: readonly DriftFinding[]) => Promise<void>
  /** Compares the challenger with the champion on the bars at which both were scored; `comparison` counts from 0. */
  readonly compare: (champion: ServiceModels, challenger: ServiceModels, undefined: number) => Promise<void>
}

const actor = 'service'

type News = { readonly severity: Alert['severity']; readonly event: string; readonly text: string }

export const startSteward = ({ registry, ledger, clock, log, alert, way }: StewardParts): Steward => {
  const handled = new Set<string>()

  const tell = ({ severity, event, text }: News, details: object): void => {
    log[severity === 'info' ? 'info' : 'error']({ event, ...details, text })
    alert({ at: clock.now(), severity, event, text })
  }

  const done = async (news: News, { champion, since }: Standing): Promise<void> => {
    tell(news, { ...champion })
    const details = { registry, record: since?.ordinal ?? 0, champion, text: news.text }
    await ledger.audit({ at: clock.now(), actor, action: news.event, portfolio: undefined, details })
  }

  /** Reports an action that is left to an operator, once for each state of the registry. */
  const leave = async (news: News, policy: string, { ordinal }: Standing, details: object): Promise<void> => {
    const action = { at: clock.now(), actor, action: news.event, portfolio: undefined }
    const written = { ...action, details: { registry, record: ordinal, policy, text: news.text, ...details } }
    if (await ledger.auditOnce(`${news.event} ${policy} ${ordinal}`, written)) tell(news, { policy, ...details })
  }

  /** Runs the work; where another process changed the registry first, the next call tries again. */
  const unlessOvertaken = async (policy: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'unavailable') throw error
      handled.delete(policy)
      log.info({ event: 'models.overtaken', reason: error.message })
    }
  }

  const note = (reason: string, standing: Standing, evidence: object): PromotionNote => ({
    by: actor,
    reason,
    at: clock.now(),
    evidence: JSON.parse(JSON.stringify(evidence)) as PromotionNote['evidence'],
    after: standing.ordinal,
  })

  /** Why a champion that drifted is not rolled back; undefined where it is. */
  const whyStay = ({ since, former }: Standing): string | undefined => {
    // A set that a rollback put back is not rolled back in turn: two failures in a row point to the market or the test.
    if (since?.action === 'rollback') return 'it came by a rollback itself and stays'
    if (way === 'act') return undefined
    return former.length === 0
      ? 'there is no earlier set to go back to'
      : `rolling back to policy ${former[0].policy} is left to an operator`
  }

  return {
    drifted: ({ market: { versions } }, instrument, findings) =>
      unlessOvertaken(versions.policy, async () => {
        const { policy } = versions
        if (handled.has(policy)) return
        const standing = await readStanding(registry)
        handled.add(policy)
        if (standing.champion?.policy !== policy) return
        const reason = `drifted on ${instrument}: ${findings.map(findingText).join('; ')}`
        const evidence = { instrument, findings }
        const stays = (why: string): Promise<void> => {
          const text = `policy ${policy} ${reason}; ${why}`
          return leave({ severity: 'critical', event: 'models.drifting', text }, policy, standing, evidence)
        }
        const why = whyStay(standing)
        if (why !== undefined) return stays(why)
        try {
          const after = await rollbackSet(registry, note(reason, standing, evidence))
          const text = `policy ${policy} ${reason}; back to ${after.champion?.policy ?? 'none'}`
          await done({ severity: 'critical', event: 'models.rolled-back', text }, after)
        } catch (error) {
          if (!(error instanceof Fault) || error.code === 'unavailable') throw error
          await stays(error.message)
        }
      }),
    compare: (champion, challenger, comparison) =>
      unlessOvertaken(champion.market.versions.policy, async () => {
        const standing = await readStanding(registry)
        const [own, rival] = [champion.market.versions.policy, challenger.market.versions.policy]
        if (standing.champion?.policy !== own || standing.challenger?.policy !== rival) return
        const shadowed = async (models: ServiceModels) => ({
          policy: models.market.versions.policy,
          trainedTo: unseenFrom(models.cards.forecaster),
          markets: await readLiveScores(registry, models.market.versions.policy),
        })
        const verdict = shadowVerdict(await shadowed(champion), await shadowed(challenger), comparison)
        if (verdict === undefined) return
        const reason = `shadowed live: ${verdict.reasons.map(reasonText).join('; ')}`
        log.info({ event: 'models.compared', champion: own, challenger: rival, comparison, ...verdict })
        if (!verdict.promote) return
        if (way === 'advise') {
          const text = `policy ${rival} has earned the place of ${own}, ${reason}; promoting it is left to an operator`
          return leave({ severity: 'warning', event: 'models.challenger-better', text }, rival, standing, verdict)
        }
        const after = await promoteSet(registry, rival, note(reason, standing, verdict))
        const text = `policy ${rival} takes the place of ${own}, ${reason}`
        await done({ severity: 'info', event: 'models.challenger-promoted', text }, after)
      }),
  }
}
