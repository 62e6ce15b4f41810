import type { Bar } from '../market/bar'
import type { BarPart } from './feature'

const present: readonly (readonly [BarPart, (bar: Bar) => boolean, (bar: Bar) => boolean])[] = [
  ['trades', (bar) => bar.trades !== undefined, (bar) => (bar.trades ?? 0) > 0],
  ['flow', (bar) => bar.flow !== undefined, (bar) => (bar.flow?.buyVolume ?? 0) + (bar.flow?.sellVolume ?? 0) > 0],
  ['quote', (bar) => bar.quote !== undefined, (bar) => bar.quote !== undefined],
  ['impliedVol', (bar) => bar.impliedVol !== undefined, (bar) => bar.impliedVol !== undefined],
  ['fundingRate', (bar) => bar.fundingRate !== undefined, (bar) => bar.fundingRate !== undefined],
]

/** The parts that a recording has: on at least half of its bars, and with something in it (counts and flow that are always 0 are none). */
export const partsOf = (bars: readonly Bar[]): readonly BarPart[] => {
  const offered = present.filter(([, has, speaks]) => 2 * bars.filter(has).length >= bars.length && bars.some(speaks))
  return ['ohlcv', ...offered.map(([part]) => part)]
}
