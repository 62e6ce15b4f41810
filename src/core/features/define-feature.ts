import type { Bar } from '../market/bar'
import type { Feature } from './feature'

/** A feature whose running form always answers; its answers before `warmupBars` are withheld. */
export type FeatureSpec = Omit<Feature, 'start'> & { readonly start: () => (bar: Bar) => number }

/** Turns a spec into a feature: undefined until the bar `warmupBars`, a number from then on. */
export const defineFeature = (spec: FeatureSpec): Feature => ({
  name: spec.name,
  family: spec.family,
  needs: spec.needs,
  warmupBars: spec.warmupBars,
  start() {
    const value = spec.start()
    let seen = 0
    return {
      step(bar) {
        const now = value(bar)
        seen++
        return seen < spec.warmupBars ? undefined : now
      },
    }
  },
})
