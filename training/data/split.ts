import type { Profile } from './profile'

/** Half-open range of bars. */
export type Range = { readonly from: number; readonly to: number }

/**
 * Train, then policy, then test, in time order; the test part is the untouched last 30 %. The policy part is the tail
 * of the training part: models fitted before it forecast it out of sample, and every strategy, adaptive or fixed, is
 * tuned on it.
 */
export type Split = { readonly fit: Range; readonly policy: Range; readonly train: Range; readonly test: Range }

const TEST_SHARE = 0.3
const POLICY_SHARE = 0.25

/**
 * Splits bars `first`..`length`. The policy part holds at least two option lives where that is at most half of the
 * training part.
 */
export const splitBars = (first: number, length: number, profile: Pick<Profile, 'optionBars'>): Split => {
  const trainTo = first + Math.floor((1 - TEST_SHARE) * (length - first))
  const training = trainTo - first
  const policy = Math.min(Math.max(POLICY_SHARE * training, 2 * profile.optionBars), 0.5 * training)
  const policyFrom = trainTo - Math.floor(policy)
  return {
    fit: { from: first, to: policyFrom },
    policy: { from: policyFrom, to: trainTo },
    train: { from: first, to: trainTo },
    test: { from: trainTo, to: length },
  }
}
