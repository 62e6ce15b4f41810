import { startHorizonEvidence } from '../../../../src/core/reading/trust/horizon-evidence'
import { startRng } from '../../../../src/core/rng'

describe('evidence by horizon', () => {
  const options = { horizonBars: [10, 30], scales: [1, 1], tolerance: 0.05, runLengthOf: () => 50 }
  /** Steps bars of variance about 1, forecast as the given factors by horizon; log-HAR says 1.3. */
  const step = (judge: ReturnType<typeof startHorizonEvidence>, bars: number, factors: readonly number[]): void => {
    const rng = startRng(2)
    for (let bar = 0; bar < bars; bar++)
      judge.step(Math.exp(0.2 * rng.normal()), {
        logVariance: Float64Array.from(factors, Math.log),
        logHar: Float64Array.from(factors, () => Math.log(1.3)),
      })
  }

  test('speaks at the horizon at which the forecaster loses more, and takes it back once it does not', () => {
    const judge = startHorizonEvidence(options)
    step(judge, 1000, [1, 1])
    expect([judge.isWorse(0), judge.isWorse(1)]).toEqual([false, false])
    step(judge, 1000, [1, 3])
    expect([judge.isWorse(0), judge.isWorse(1)]).toEqual([false, true])
    step(judge, 6000, [1, 1])
    expect([judge.isWorse(0), judge.isWorse(1)]).toEqual([false, false])
  })

  test('says nothing of horizons without a scale, nor without forecasts', () => {
    const none = startHorizonEvidence({ ...options, scales: [] })
    step(none, 2000, [3, 3])
    expect([none.isWorse(0), none.isWorse(1), none.isWorse(-1)]).toEqual([false, false, false])
    const judge = startHorizonEvidence(options)
    for (let bar = 0; bar < 1000; bar++) judge.step(1, undefined)
    expect(judge.isWorse(0)).toBe(false)
  })
})
