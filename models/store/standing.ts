import { readHistory, type HistoryRecord, type ModelSet } from './history'

/** What is in service in a registry and what may be promoted, by its history. */
export type Standing = {
  /** Of the last record, 0 where there is none. */
  readonly ordinal: number
  readonly champion: ModelSet | undefined
  /** The record that put the champion into service. */
  readonly since: HistoryRecord | undefined
  /** Shadowed beside the champion. */
  readonly challenger: ModelSet | undefined
  /** Earlier champions to fall back on, the last one first, each once. */
  readonly former: readonly ModelSet[]
  /**
   * Why a set was rolled back, by its policy. No rollback returns to it, and only an operator's `insist` promotes it
   * again.
   */
  readonly condemned: ReadonlyMap<string, string>
}

const nothing: Standing = {
  ordinal: 0,
  champion: undefined,
  since: undefined,
  challenger: undefined,
  former: [],
  condemned: new Map(),
}

const isSet = (policy: string) => (set: ModelSet | undefined) => set?.policy === policy

const without = (sets: readonly ModelSet[], policy: string): readonly ModelSet[] =>
  sets.filter((set) => !isSet(policy)(set))

const step = (standing: Standing, record: HistoryRecord): Standing => {
  const { set, ordinal, reason } = record
  const { champion, challenger, former, condemned } = standing
  const { policy } = set
  switch (record.action) {
    case 'promote': {
      const earlier = champion === undefined ? former : [champion, ...without(former, champion.policy)]
      return {
        ordinal,
        champion: set,
        since: record,
        challenger: isSet(policy)(challenger) ? undefined : challenger,
        former: without(earlier, policy),
        condemned: new Map([...condemned].filter(([id]) => id !== policy)),
      }
    }
    case 'rollback':
      return {
        ordinal,
        champion: set,
        since: record,
        challenger: isSet(policy)(challenger) || isSet(record.from.policy)(challenger) ? undefined : challenger,
        former: without(without(former, policy), record.from.policy),
        condemned: new Map([...condemned, [record.from.policy, reason]]),
      }
    case 'nominate':
      return { ...standing, ordinal, challenger: set }
    case 'withdraw':
      return { ...standing, ordinal, challenger: isSet(policy)(challenger) ? undefined : challenger }
  }
}

/** The standing that follows from a history. */
export const standingOf = (records: readonly HistoryRecord[]): Standing => records.reduce(step, nothing)

/** The standing of a registry by its history. @throws Fault 'model-refused' where the history is unsound. */
export const readStanding = async (registry: string): Promise<Standing> => standingOf(await readHistory(registry))
