import type { Bar, Bars } from '../market/bar'
import type { BarPart } from './feature'

const present: readonly (readonly [BarPart, (bar: Bar) => boolean, (bar: Bar) => boolean])[] = [
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
export const partsOf = (bars: Bars): readonly BarPart[] => {
  const counts = present.map(([part, has, speaks]) => ({ part, has, speaks, having: 0, isSaying: false }))
  for (const bar of bars)
    for (const count of counts) {
      if (count.has(bar)) count.having++
      count.isSaying ||= count.speaks(bar)
    }
  const offered = counts.filter(({ having, isSaying }) => 2 * having >= bars.length && isSaying)
  return ['ohlcv', ...offered.map(({ part }) => part)]
}
