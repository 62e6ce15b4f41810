import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Strategy } from '../../../src/core/hedging/strategy'

/** A strategy along its parameter. */
export type Family = {
  readonly name: string
  readonly expected: boolean
  readonly settings: readonly { readonly strategy: Strategy; readonly setting: string }[]
}

const widths = [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3]
const aversions = [0.3, 1, 3, 10, 30, 100, 300, 1000]
const seconds = [900, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 4 * 86_400]
const scales = [0.25, 0.5, 1, 2, 4, 8]

const along = <T extends number>(values: readonly T[], name: string, of: (value: T) => Strategy): Family['settings'] =>
  values.map((value) => ({ strategy: of(value), setting: `${name} ${value}` }))

const adaptiveFamily = (policy: AdaptivePolicy | undefined): Family => ({
  name: 'adaptive',
  expected: true,
  settings:
    policy === undefined
      ? along(aversions, 'a', (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }))
      : along(scales, 'multiplier ×', (scale) => ({
          kind: 'adaptive',
          policy: { ...policy, multiplier: policy.multiplier * scale, floor: policy.floor * scale },
        })),
})

/** Every strategy that is compared, each along its parameter: rules of venues, classical bands, adaptive. */
export const familiesOf = (policy: AdaptivePolicy | undefined): readonly Family[] => {
  const fixed = (name: string, settings: Family['settings']): Family => ({ name, expected: false, settings })
  return [
    fixed(
      'delta-threshold',
      along(widths, 'threshold', (threshold) => ({ kind: 'delta-threshold', threshold, seconds: 5 })),
    ),
    fixed(
      'range-and-move',
      along(widths, 'range', (halfWidth) => ({ kind: 'range-and-move', halfWidth, leastMove: 0.005 })),
    ),
    fixed(
      'drift-or-timer',
      along(widths, 'drift', (drift) => ({ kind: 'drift-or-timer', drift, seconds: 2 * 86_400 })),
    ),
    fixed(
      'fixed-band',
      along(widths, 'half-width', (halfWidth) => ({ kind: 'fixed-band', halfWidth })),
    ),
    fixed(
      'fixed-interval',
      along(seconds, 'seconds', (every) => ({ kind: 'fixed-interval', seconds: every })),
    ),
    fixed(
      'whalley-wilmott',
      along(aversions, 'a', (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 })),
    ),
    fixed(
      'zakamouline',
      along(aversions, 'a', (riskAversion) => ({ kind: 'zakamouline', riskAversion })),
    ),
    adaptiveFamily(policy),
  ]
}
