import { readPolicy } from '../../../models/store/policy'
import type { PolicyCard } from '../../../models/store/policy-card'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import { Fault } from '../../core/error'
import type { ModelVersions } from '../../core/reading/market-state'
import type { Log } from '../log'

/** The strategy of a policy's card. Throws 'model-refused' where it has no baseline. */
export const policyOf = ({ id, adaptive, fixed }: PolicyCard): HedgingPolicy => {
  const baseline = fixed.find(({ parameters }) => parameters.kind === 'whalley-wilmott')?.parameters
  if (baseline === undefined)
    throw new Fault('model-refused', `policy ${id} has no Whalley-Wilmott band to fall back on`)
  return { id, adaptive, baseline }
}

/**
 * The policies of a registry by the models named in a market's state, so that a process that has not read a promotion
 * yet never combines one set's policy with another set's forecasts.
 */
export type Policies = {
  /** Undefined, and logged once, where it cannot be read; no other policy is used instead. */
  readonly of: (versions: ModelVersions) => Promise<HedgingPolicy | undefined>
}

export const openPolicies = (registry: string, log: Log): Policies => {
  const known = new Map<string, HedgingPolicy>()
  const missed = new Set<string>()
  return {
    of: async ({ policy: id }) => {
      const found = known.get(id)
      if (found !== undefined) return found
      try {
        const policy = policyOf(await readPolicy(registry, id))
        known.set(id, policy)
        return policy
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        if (!missed.has(id)) log.error({ event: 'policy.unread', policy: id, error })
        missed.add(id)
        return undefined
      }
    },
  }
}
