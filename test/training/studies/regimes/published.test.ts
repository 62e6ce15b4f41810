import { startRng } from '../../../../src/core/rng'
import { hardyProcess, simulateRegimes } from '../../../../training/studies/regimes/process'
import { reproduceRegimes } from '../../../../training/studies/regimes/published'

test('twenty daily transitions make the published month', () => {
  let month: number[][] = [
    [1, 0],
    [0, 1],
  ]
  for (let day = 0; day < 20; day++)
    month = month.map((row) =>
      [0, 1].map((j) => row[0] * hardyProcess.transition[0][j] + row[1] * hardyProcess.transition[1][j]),
    )
  expect(month[0][1]).toBeCloseTo(0.0371, 12)
  expect(month[1][0]).toBeCloseTo(0.2101, 12)
  expect(hardyProcess.initial[1]).toBeCloseTo(0.0371 / 0.2472, 10)
})

test('simulated paths have the shares and deviations of the process', () => {
  const { series, truth } = simulateRegimes(hardyProcess, 200_000, startRng(3))
  const share = truth.reduce((a, b) => a + b, 0) / truth.length
  expect(Math.abs(share - hardyProcess.initial[1])).toBeLessThan(0.03)
  for (const state of [0, 1]) {
    const returns = series.logReturn.filter((_, t) => truth[t] === state)
    const deviation = Math.sqrt(returns.reduce((sum, r) => sum + r * r, 0) / returns.length)
    expect(deviation / hardyProcess.deviation[state]).toBeCloseTo(1, 1)
  }
})

describe('regime table over a few paths', () => {
  const { rows } = reproduceRegimes(7, 3)
  const at = (bars: number, model: string, use: string): number =>
    rows.find((row) => row.bars === bars && row.model === model && row.use === use)!.balancedAccuracy.mean

  test('has every model once for each length, published figures beside the smoothed ones', () => {
    expect(rows).toHaveLength(21)
    expect(
      rows.filter(({ published }) => published !== undefined).map(({ bars, model }) => `${bars} ${model}`),
    ).toEqual(['1000 true', '1000 hmm', '1000 jump', '2000 true', '2000 hmm', '2000 jump'])
    for (const { model, use } of rows) if (model === 'threshold') expect(use).toBe('filtered')
  })

  test('smoothing improves the true model, and every model is better than chance', () => {
    for (const bars of [1000, 2000]) expect(at(bars, 'true', 'smoothed')).toBeGreaterThan(at(bars, 'true', 'filtered'))
    for (const { balancedAccuracy } of rows) {
      expect(balancedAccuracy.mean).toBeGreaterThan(0.55)
      expect(balancedAccuracy.mean).toBeLessThan(1)
      expect(balancedAccuracy.standardError).toBeGreaterThan(0)
    }
  })

  test('the same seed gives the same table', () => {
    expect(reproduceRegimes(3, 1, [500])).toEqual(reproduceRegimes(3, 1, [500]))
  })
})
