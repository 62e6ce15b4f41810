import { Fault } from '../../src/core/error'
import { appendHistory, type HistoryEntry, type HistoryRecord, type ModelSet } from './history'
import { readModelSet, setOf } from './model-set'
import { standingOf, type Standing } from './standing'

/** Who acts and why. */
export type PromotionNote = {
  readonly by: string
  readonly reason: string
  /** By the caller's clock, microseconds since the epoch; left out where it has none. */
  readonly at?: number | undefined
  /** Plain data as evidence of the decision. */
  readonly evidence?: HistoryRecord['evidence']
  /** Ordinal of the standing on which this was decided: where the registry has changed since, nothing is done. */
  readonly after?: number | undefined
}

type Change = (
  standing: Standing,
) => Promise<{ readonly action: HistoryEntry['action']; readonly set: ModelSet; readonly from?: ModelSet } | undefined>

const act = async (
  registry: string,
  { by, reason, at, evidence, after }: PromotionNote,
  change: Change,
): Promise<Standing> =>
  standingOf(
    await appendHistory(registry, async (records) => {
      if (after !== undefined && after !== records.length)
        throw new Fault(
          'unavailable',
          `the registry has moved on since this was decided: record ${records.length} is '${records.at(-1)?.reason ?? 'nothing'}'`,
        )
      const done = await change(standingOf(records))
      return done && ({ ...done, by, reason, at, evidence } as HistoryEntry)
    }),
  )

const soundSet = async (registry: string, policy: string): Promise<ModelSet> =>
  setOf((await readModelSet(registry, policy)).policy)

const checkCondemned = ({ condemned }: Standing, policy: string): void => {
  const cause = condemned.get(policy)
  if (cause !== undefined) throw new Fault('model-refused', `policy ${policy} was rolled back: ${cause}`)
}

/**
 * Puts a published policy and the models that it names into service, all three in one step. One that is in service
 * already stays. `insist` promotes also what was rolled back. @throws Fault 'model-refused' where one of the three is
 * unsound or the set was rolled back, 'unavailable' where the registry has changed.
 */
export const promoteSet = (registry: string, policy: string, note: PromotionNote, insist = false): Promise<Standing> =>
  act(registry, note, async (standing) => {
    if (!insist) checkCondemned(standing, policy)
    const set = await soundSet(registry, policy)
    return standing.champion?.policy === policy ? undefined : { action: 'promote', set }
  })

/**
 * Puts a published set beside the champion, to be shadowed on live data; faults as `promoteSet`. The champion itself is
 * none.
 */
export const nominateSet = (registry: string, policy: string, note: PromotionNote): Promise<Standing> =>
  act(registry, note, async (standing) => {
    checkCondemned(standing, policy)
    const set = await soundSet(registry, policy)
    if (standing.champion?.policy === policy) throw new Fault('usage', `policy ${policy} is in service already`)
    return standing.challenger?.policy === policy ? undefined : { action: 'nominate', set }
  })

/** Ends the shadowing of the challenger; nothing where there is none. */
export const withdrawChallenger = (registry: string, note: PromotionNote): Promise<Standing> =>
  act(registry, note, ({ challenger }) =>
    Promise.resolve(challenger && ({ action: 'withdraw', set: challenger } as const)),
  )

/**
 * Puts the last earlier champion back that is sound and was never rolled back itself; no later rollback returns to the
 * set that is replaced. All three move in one step. @throws Fault 'missing-data' where there is none to go back to,
 * naming the fault of each.
 */
export const rollbackSet = (registry: string, note: PromotionNote): Promise<Standing> =>
  act(registry, note, async ({ champion, former }) => {
    if (champion === undefined) throw new Fault('missing-data', `no models in service in ${registry}`)
    const flaws: string[] = []
    for (const { policy } of former) {
      try {
        return { action: 'rollback', set: await soundSet(registry, policy), from: champion }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        flaws.push(error.message)
      }
    }
    throw new Fault('missing-data', ['no earlier sound set of models to go back to', ...flaws].join('; '))
  })
