import type { Strip } from '../../../../training/tune/view/strip'
import { certaintyEquivalent, markOf, run, viewOf } from '../../../../training/tune/view/view'

/** Two options of three steps: one rises, one falls. */
const strip: Strip = {
  paths: 2,
  steps: 3,
  spot: Float64Array.of(1, 1.01, 1.02, 1.03, 1, 0.99, 0.98, 0.97),
  years: Float64Array.of(3 / 365, 2 / 365, 1 / 365),
  cost: 1e-3,
  starts: Int32Array.of(0, 1),
  overlap: 1,
}
const vol = new Float64Array(6).fill(0.4)

describe('a strip around its mark', () => {
  test('the hedge at every bar has no tracking, whatever volatility its band reads', () => {
    const view = viewOf(
      strip,
      vol.map((each) => 2 * each),
      86_400,
      markOf(strip, vol),
    )
    const { tracking, risk, evaluations } = run(view, { kind: 'every-step' })
    expect([...tracking, ...risk]).toEqual([0, 0, 0, 0])
    expect([...evaluations]).toEqual([3, 3])
  })

  test('tracking and risk of no hedge are those of the mark’s delta', () => {
    const mark = markOf(strip, vol)
    const { tracking, risk } = run(viewOf(strip, vol, 86_400, mark), { kind: 'no-hedge' })
    for (let p = 0; p < 2; p++) {
      const steps = [0, 1, 2].map((t) => ({ i: 3 * p + t, at: 4 * p + t }))
      const moves = steps.map(({ i, at }) => mark.delta[i] * (strip.spot[at + 1] - strip.spot[at]))
      expect(tracking[p]).toBeCloseTo(-moves.reduce((sum, move) => sum + move, 0), 15)
      expect(risk[p]).toBeCloseTo(
        moves.reduce((sum, move) => sum + move * move, 0),
        15,
      )
    }
  })

  test('the certainty equivalent is mean cost plus half the aversion times mean risk, on all paths or some', () => {
    const hedged = { cost: Float64Array.of(1, 3), risk: Float64Array.of(0.1, 0.5) }
    expect(certaintyEquivalent(hedged, 20)).toBeCloseTo(2 + 10 * 0.3, 14)
    expect(certaintyEquivalent(hedged, 20, Int32Array.of(1, 1))).toBeCloseTo(3 + 10 * 0.5, 14)
  })
})
