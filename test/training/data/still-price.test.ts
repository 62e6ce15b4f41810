import { movingBars, refuseStillPrice } from '../../../training/data/split'

const HOUR = 3600e6
const bars = (moves: (bar: number) => boolean) => ({
  series: {
    variance: Float64Array.from({ length: 1000 }, (_, i) => (moves(i) ? 4e-6 : 1e-8)),
    timestamp: Float64Array.from({ length: 1000 }, (_, i) => i * HOUR),
  },
  market: {
    profile: { leastVariance: 1e-8, optionBars: 168 } as Parameters<typeof refuseStillPrice>[0]['market']['profile'],
    instrument: { venue: 'v', symbol: 'xusd' },
  },
})
const range = { from: 200, to: 1000 }

test('counts the bars of a range that move', () => {
  expect(movingBars(bars((i) => i % 10 === 0), range)).toBe(80)
})

test.each([
  ['every bar moves', () => true],
  ['one in twenty-five bars moves by a tick', (i: number) => i % 25 === 0],
])('judges on a range where %s', (_, moves) => {
  expect(() => refuseStillPrice(bars(moves), range, 'judge on')).not.toThrow()
})

test.each([
  ['the price never moves', () => false, 0],
  ['a long stretch at the end stands still', (i: number) => i < 320, 120],
  ['hardly a bar moves', (i: number) => i % 100 === 50, 8],
])('is refused in one line with the still bars where %s', (_, moves, count) => {
  expect(() => refuseStillPrice(bars(moves), range, 'judge on')).toThrow(
    new RegExp(`^xusd: the price moves in ${count} of the 800 bars to judge on and stands still from 1970-`),
  )
})
