import type { Bar } from '../market/bar'
import type { Feature } from './feature'

/** A row of features a bar, in the order of `names`. */
export type FeatureRows = {
  readonly names: readonly string[]
  /** The first row comes on this bar, counted from 1. */
  readonly warmupBars: number
  /** The row of this bar, a fresh array; undefined until every feature is warm. */
  step(bar: Bar): Float64Array | undefined
}

/** Starts the features together. Feed every bar once, in order. */
export const startFeatures = (features: readonly Feature[]): FeatureRows => {
  const steppers = features.map((feature) => feature.start())
  const warmupBars = features.reduce((most, feature) => Math.max(most, feature.warmupBars), 1)
  let seen = 0
  return {
    names: features.map(({ name }) => name),
    warmupBars,
    step(bar) {
      seen++
      if (seen < warmupBars) {
        for (const stepper of steppers) stepper.step(bar)
        return undefined
      }
      const row = new Float64Array(steppers.length)
      for (let i = 0; i < steppers.length; i++) {
        const value = steppers[i].step(bar)
        if (value === undefined) return undefined
        row[i] = value
      }
      return row
    },
  }
}
