import type { Bar } from '../market/bar'
import type { Timestamp } from '../market/event'
import { defineFeature, type Feature } from './feature'
import { startMean, startSum } from './rolling'

/** A print of another series: its value of the time `at`, > 0, known from `knownFrom` on, which is no earlier. */
export type MacroPrint = { readonly at: Timestamp; readonly knownFrom: Timestamp; readonly value: number }

/** Another series, such as an index of volatility, as prints in order of time. */
export type MacroSeries = { readonly name: string; readonly prints: readonly MacroPrint[] }

/** Log changes of market and series from one print to the next. */
type Changes = { readonly market: number; readonly series: number }

/**
 * The changes that became known since the bar before. A print counts from the first bar that closes after it was known;
 * the market's change runs between the closes in force at the times of the two prints, so that both are changes of the
 * same span.
 */
const startChanges = ({ prints }: MacroSeries): ((bar: Bar) => readonly Changes[]) => {
  let next = 0
  let marked = 0
  let market: number | undefined
  const marks: (number | undefined)[] = []
  return ({ timestamp, close }) => {
    for (; marked < prints.length && prints[marked].at < timestamp; marked++) marks[marked] = market
    market = close
    const changes: Changes[] = []
    for (; next < marked && prints[next].knownFrom < timestamp; next++) {
      const [before, after] = [marks[next - 1], marks[next]]
      if (before !== undefined && after !== undefined)
        changes.push({
          market: Math.log(after / before),
          series: Math.log(prints[next].value / prints[next - 1].value),
        })
    }
    return changes
  }
}

const noise = 1e-12
/** Fewer pairs of changes are too few for a correlation. */
const leastPairs = 10

/**
 * Variances and covariance of the last `count` changes; undefined while there are fewer than ten or where either is
 * flat.
 */
const startMoments = (series: MacroSeries, count: number) => {
  const changes = startChanges(series)
  const sums = Array.from({ length: 5 }, () => startSum(count))
  let pairs = 0
  let moments: { market: number; series: number; both: number } | undefined
  return (bar: Bar): typeof moments => {
    for (const { market: x, series: y } of changes(bar)) {
      pairs = Math.min(count, pairs + 1)
      const [sx, sy, xx, yy, xy] = [x, y, x * x, y * y, x * y].map((term, i) => sums[i](term) / pairs)
      const [market, other] = [xx - sx * sx, yy - sy * sy]
      const isFlat = !(market > noise * xx && other > noise * yy)
      moments = pairs < leastPairs || isFlat ? undefined : { market, series: other, both: xy - sx * sy }
    }
    return moments
  }
}

/**
 * Correlation of the market's log changes with those of a series over its last `count` prints, in [−1, 1]; 0 before ten
 * of them and where either is flat.
 */
export const macroCorrelation = (series: MacroSeries, count: number): Feature =>
  defineFeature({
    name: `${series.name}-correlation-${count}`,
    family: 'macro',
    needs: ['ohlcv'],
    warmupBars: 1,
    start() {
      const moments = startMoments(series, count)
      return (bar) => {
        const known = moments(bar)
        if (known === undefined) return 0
        return Math.min(1, Math.max(-1, known.both / Math.sqrt(known.market * known.series)))
      }
    },
  })

/** Slope of the market's log changes on those of a series over its last `count` prints; 0 as for the correlation. */
export const macroBeta = (series: MacroSeries, count: number): Feature =>
  defineFeature({
    name: `${series.name}-beta-${count}`,
    family: 'macro',
    needs: ['ohlcv'],
    warmupBars: 1,
    start() {
      const moments = startMoments(series, count)
      return (bar) => {
        const known = moments(bar)
        return known === undefined ? 0 : known.both / known.series
      }
    },
  })

/** Log of the last known print of a series over the mean of its last `count`; 0 before the first. */
export const macroLevel = ({ name, prints }: MacroSeries, count: number): Feature =>
  defineFeature({
    name: `${name}-level-${count}`,
    family: 'macro',
    needs: ['ohlcv'],
    warmupBars: 1,
    start() {
      const mean = startMean(count)
      let next = 0
      let level = 0
      return ({ timestamp }) => {
        for (; next < prints.length && prints[next].knownFrom < timestamp; next++)
          level = Math.log(prints[next].value / mean(prints[next].value))
        return level
      }
    },
  })
