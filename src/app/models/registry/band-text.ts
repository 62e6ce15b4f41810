import type { PolicyCard } from '../../../../models/store/policy-card'

/** What makes the band of a policy: a formula, or a network that corrects it. */
export type BandKind = 'formula' | 'learned'

type Own = Pick<PolicyCard, 'adaptive'>

export const bandKind = ({ adaptive: { policy } }: Own): BandKind =>
  policy.network === undefined ? 'formula' : 'learned'

const formulas = { 'whalley-wilmott': 'Whalley-Wilmott', zakamouline: 'Zakamouline' }

/** The band of a policy in a sentence. */
export const bandText = (card: Own): string => {
  const { band, network } = card.adaptive.policy
  if (network === undefined) return `the formula of ${formulas[band]}`
  const units = network.layers.slice(0, -1).map(({ bias }) => bias.length)
  return `${formulas[band]} corrected by a network of ${network.columns.length} inputs and ${units.join(' × ')} units`
}
