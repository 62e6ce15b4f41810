import type { Bar, Bars } from '../market/bar'

/** The families of the ablation. */
export type FeatureFamily =
  | 'returns'
  | 'realized'
  | 'order-flow'
  | 'toxicity'
  | 'book'
  | 'options'
  | 'funding'
  | 'indicators'
  | 'season'
  | 'macro'

/** The part of a bar that a feature reads; a feature is offered only where the recording has it. */
export type BarPart = 'ohlcv' | 'trades' | 'flow' | 'quote' | 'impliedVol' | 'fundingRate'

/** A running feature: feed it every bar once, in order. undefined while it warms up, never a number in its place. */
export type FeatureStepper = { step(bar: Bar): number | undefined }

/**
 * A feature takes one bar at a time, never a later one; training and service run the same code. A changed formula gets
 * a new name. Values are finite: the limit case of a bar without a trade or with a flat price is stated by each
 * feature.
 */
export type Feature = {
  readonly name: string
  readonly family: FeatureFamily
  readonly needs: readonly BarPart[]
  /** The first value comes on this bar, counted from 1. */
  readonly warmupBars: number
  start(): FeatureStepper
}

/** A feature whose running form gives a number on every bar; those before `warmupBars` are withheld. */
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

/** A reading that some bars lack: the last one stands until the next; `before` until the first. */
export const startHold = (read: (bar: Bar) => number | undefined, before: number): ((bar: Bar) => number) => {
  let last = before
  return (bar) => {
    last = read(bar) ?? last
    return last
  }
}

/** A row of features a bar, in the order of `names`. */
export type RunningFeatures = {
  readonly names: readonly string[]
  /** The first row comes on this bar, counted from 1. */
  readonly warmupBars: number
  /** The row of this bar, a fresh array; undefined until every feature is warm. */
  step(bar: Bar): Float64Array | undefined
}

/** Starts the features together. Feed every bar once, in order. */
export const startFeatures = (features: readonly Feature[]): RunningFeatures => {
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

/** A part of bars, whether a bar has it, and whether there is something in it. */
const optionalParts: readonly (readonly [BarPart, (bar: Bar) => boolean, (bar: Bar) => boolean])[] = [
  ['trades', (bar) => bar.trades !== undefined, (bar) => (bar.trades ?? 0) > 0],
  ['flow', (bar) => bar.flow !== undefined, (bar) => (bar.flow?.buyVolume ?? 0) + (bar.flow?.sellVolume ?? 0) > 0],
  ['quote', (bar) => bar.quote !== undefined, (bar) => bar.quote !== undefined],
  ['impliedVol', (bar) => bar.impliedVol !== undefined, (bar) => bar.impliedVol !== undefined],
  ['fundingRate', (bar) => bar.fundingRate !== undefined, (bar) => bar.fundingRate !== undefined],
]

/**
 * The parts that a recording has: on at least half of its bars, and with something in it (counts and flow that are
 * always 0 are none).
 */
export const barPartsOf = (bars: Bars): readonly BarPart[] => {
  const counts = optionalParts.map(([part, has, fills]) => ({ part, has, fills, having: 0, isFilled: false }))
  for (const bar of bars)
    for (const count of counts) {
      if (count.has(bar)) count.having++
      count.isFilled ||= count.fills(bar)
    }
  const offered = counts.filter(({ having, isFilled }) => 2 * having >= bars.length && isFilled)
  return ['ohlcv', ...offered.map(({ part }) => part)]
}
