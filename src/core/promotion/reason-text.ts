import type { Beaten } from './decide-promotion'
import type { PromotionReason } from './decide-promotion'

const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`
const chance = (p: number): string => (p < 0.001 ? 'p < .001' : `p ${p.toFixed(3)}`)

/** A baseline that beats a set, as a person reads it. */
export const beatenText = ({ measure, by, ratio, p }: Beaten): string =>
  `${measure}: loses ${percent(ratio)} of what ${by} does on bars that neither has seen, ${chance(p)}`

/** A reason of a promotion, or of none, as a person reads it. */
export const reasonText = (reason: PromotionReason): string => {
  switch (reason.kind) {
    case 'first':
      return 'nothing was in service before'
    case 'same':
      return 'it is in service already'
    case 'too-few-targets':
      return `${reason.measure}: ${reason.targets} separate targets, ${reason.least} are needed`
    case 'better':
      return `${reason.measure}: loses ${percent(reason.ratio)} of what the champion does, ${chance(reason.p)}`
    case 'worse':
      return `${reason.measure}: worse, loses ${percent(reason.ratio)} of what the champion does, ${chance(reason.p)}`
    case 'not-better':
      return 'not shown to be better'
    case 'not-worse':
      return `not worse by more than ${percent(reason.margin)} in anything`
    case 'may-be-worse':
      return `${reason.measure}: may be worse, loses ${percent(reason.ratio)} of what the champion does, ${chance(reason.p)}`
    case 'fresher':
      return `learned from ${reason.days.toFixed(1)} more days`
    case 'not-fresher':
      return 'did not learn from later data'
  }
}
