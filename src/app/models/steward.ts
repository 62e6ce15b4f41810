import { readLiveScores } from '../../../models/store/live-scores'
import { promoteSet, rollbackSet, type PromotionNote } from '../../../models/store/promote'
import { readStanding, type Standing } from '../../../models/store/standing'
import { Fault } from '../../core/error'
import type { DriftFinding } from '../../core/shadow/drift-watch'
import { shadowVerdict } from '../../core/shadow/shadow-verdict'
import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { Log } from '../log'
import { reasonText } from '../../core/promotion/reason-text'
import { findingText } from '../models/promotion-text'
import type { ServiceModels } from './load-models'
import { unseenFrom } from './unseen-from'

export type StewardParts = {
  readonly registry: string
  readonly ledger: Pick<Ledger, 'audit'>
  readonly clock: Clock
  readonly log: Log
  readonly alert: (alert: Alert) => void
  /** False: what would be done is told and left to an operator. */
  readonly acts: boolean
}

/** Looks after a registry by what its models lose live: goes back from a champion that has drifted, promotes a challenger that has earned it. */
export type Steward = {
  /** The champion has drifted on a market. Resolves when it was gone back from, or told why not; once a champion. */
  readonly drifted: (models: ServiceModels, instrument: string, findings: readonly DriftFinding[]) => Promise<void>
  /** So many bars of the challenger were scored beside the champion, look `look`. */
  readonly look: (champion: ServiceModels, challenger: ServiceModels, look: number) => Promise<void>
}

const actor = 'service'

export const startSteward = ({ registry, ledger, clock, log, alert, acts }: StewardParts): Steward => {
  const told = new Set<string>()

  const tell = (severity: Alert['severity'], event: string, text: string, details: object): void => {
    log[severity === 'info' ? 'info' : 'error']({ event, ...details, text })
    alert({ at: clock.now(), severity, event, text })
  }

  const done = async (standing: Standing, event: string, text: string): Promise<void> => {
    const { champion, since } = standing
    tell(event === 'models.rolled-back' ? 'critical' : 'info', event, text, { ...champion })
    const details = { registry, record: since?.ordinal ?? 0, champion, text }
    await ledger.audit({ at: clock.now(), actor, action: event, portfolio: undefined, details })
  }

  /** Leaves it to the next one where another process came first. */
  const unlessOvertaken = async (policy: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (error.code === 'unavailable') {
        told.delete(policy)
        return log.info({ event: 'models.overtaken', reason: error.message })
      }
      tell('critical', 'models.drifting', error.message, { registry })
    }
  }

  const note = (reason: string, standing: Standing, evidence: object): PromotionNote => ({
    by: actor,
    reason,
    at: clock.now(),
    evidence: JSON.parse(JSON.stringify(evidence)) as PromotionNote['evidence'],
    after: standing.ordinal,
  })

  return {
    drifted: ({ market: { versions } }, instrument, findings) =>
      unlessOvertaken(versions.policy, async () => {
        if (told.has(versions.policy)) return
        const standing = await readStanding(registry)
        told.add(versions.policy)
        if (standing.champion?.policy !== versions.policy) return
        const reason = `drifted on ${instrument}: ${findings.map(findingText).join('; ')}`
        // What was gone back to is not left by itself: two sets in a row that fail speak of the market, or of this test.
        const isFallback = standing.since?.action === 'rollback'
        if (!acts || isFallback) {
          const why = isFallback ? 'it came by a rollback itself and stays' : 'rolling back is left to an operator'
          tell('critical', 'models.drifting', `policy ${versions.policy} ${reason}; ${why}`, { ...versions, findings })
          return
        }
        const after = await rollbackSet(registry, note(reason, standing, { instrument, findings }))
        await done(
          after,
          'models.rolled-back',
          `policy ${versions.policy} ${reason}; back to ${after.champion?.policy ?? 'none'}`,
        )
      }),
    look: (champion, challenger, look) =>
      unlessOvertaken(champion.market.versions.policy, async () => {
        const standing = await readStanding(registry)
        const [own, rival] = [champion.market.versions.policy, challenger.market.versions.policy]
        if (standing.champion?.policy !== own || standing.challenger?.policy !== rival) return
        const shadowed = async (models: ServiceModels) => ({
          policy: models.market.versions.policy,
          trainedTo: unseenFrom(models.cards.forecaster),
          markets: await readLiveScores(registry, models.market.versions.policy),
        })
        const verdict = shadowVerdict(await shadowed(champion), await shadowed(challenger), look)
        if (verdict === undefined) return
        const reason = `shadowed live: ${verdict.reasons.map(reasonText).join('; ')}`
        log.info({ event: 'models.compared', champion: own, challenger: rival, look, ...verdict })
        if (!verdict.promote) return
        if (!acts) return tell('info', 'models.challenger-better', `policy ${rival} ${reason}`, { challenger: rival })
        const after = await promoteSet(registry, rival, note(reason, standing, verdict))
        await done(after, 'models.challenger-promoted', `policy ${rival} takes the place of ${own}, ${reason}`)
      }),
  }
}
