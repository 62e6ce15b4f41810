import { behaviourByRegime, type RecordedRun } from '../../../training/judge/by-regime'
import type { Strip } from '../../../training/tune/view/strip'
import { markOf } from '../../../training/tune/view/view'

const strip: Strip = {
  ...{ paths: 1, steps: 4, overlap: 1, starts: Int32Array.of(2), cost: 0.01 },
  spot: Float64Array.of(1, 1, 2, 2, 2),
  years: Float64Array.of(4, 3, 2, 1),
}
const mark = {
  ...markOf(strip, new Float64Array(4).fill(0.2)),
  delta: Float64Array.of(0.5, 0.5, 0.5, 0.5),
  variance: Float64Array.of(0.01, 0.01, 0.01, 0.01),
}
const record: RecordedRun = {
  positions: Float64Array.of(0.4, 0.5, 0.7, 0.7),
  halfWidths: Float64Array.of(0.1, 0.3, 0.5, 0),
  intervals: Float64Array.of(60, 120, 240, 0),
}

describe('what a run did by regime', () => {
  const regimes = { called: Uint8Array.of(9, 0, 0, 1, 1), from: 1, names: ['calm', 'normal', 'turbulent'] }
  const [calm, normal, ...rest] = behaviourByRegime({ strip, mark }, record, regimes, { series: 's', barsPerDay: 4 })

  test('leaves regimes out that were never called', () => {
    expect([calm.regime, normal.regime, rest]).toEqual(['calm', 'normal', []])
    expect([calm.share, normal.share]).toEqual([0.5, 0.5])
  })

  test('takes width and wait at evaluations alone', () => {
    expect([calm.halfWidth, normal.halfWidth]).toEqual([0.2, 0.5])
    expect([calm.intervalSeconds, normal.intervalSeconds]).toEqual([90, 240])
    expect([calm.evaluationsPerDay, normal.evaluationsPerDay]).toEqual([4, 2])
  })

  test('charges rebalancing without the first trade, and risk, to the day', () => {
    expect(calm.cost).toBeCloseTo(0.1 * 0.01 * 2, 12)
    expect(normal.cost).toBeCloseTo(0.2 * 2 * 0.01 * 2, 12)
    expect(calm.tracking).toBeCloseTo(Math.sqrt(0.1 ** 2 * 0.01 * 2), 12)
    expect(normal.tracking).toBeCloseTo(Math.sqrt(2 * 0.2 ** 2 * 4 * 0.01 * 2), 12)
  })
})
