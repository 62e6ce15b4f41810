import { startRng } from '../../../src/core/rng'
import { simulatePaths, trueVolatility } from '../../../training/simulator/simulate-paths'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'

const worlds = (['gbm', 'regimes', 'heston', 'jumps'] as const).map((kind) => parseWorld({ kind }) as PathWorld)
const size = { paths: 4000, steps: 40, stepSeconds: 6 * 3600 }

describe.each(worlds)('paths of $kind', (world) => {
  const simulated = simulatePaths(world, size, startRng(11))
  const { paths, steps, spot } = simulated
  const width = steps + 1

  test('start at 1, stay positive and keep their mean', () => {
    const last = Array.from({ length: paths }, (_, p) => spot[p * width + steps])
    const mean = last.reduce((a, b) => a + b, 0) / paths
    const sd = Math.sqrt(last.reduce((a, b) => a + (b - mean) ** 2, 0) / paths)
    expect(Array.from({ length: paths }, (_, p) => spot[p * width])).toEqual(new Array(paths).fill(1))
    expect(Math.min(...last)).toBeGreaterThan(0)
    expect(Math.abs(mean - 1)).toBeLessThan((4 * sd) / Math.sqrt(paths))
  })

  test('realize on average the variance that the truth forecasts at the start', () => {
    const vol = trueVolatility(world, simulated)
    const years = (steps * size.stepSeconds) / (365 * 86_400)
    const excess = Float64Array.from({ length: paths }, (_, p) => {
      let realized = 0
      for (let s = 0; s < steps; s++) realized += Math.log(spot[p * width + s + 1] / spot[p * width + s]) ** 2
      return realized / years - vol[p * steps] ** 2
    })
    const mean = excess.reduce((a, b) => a + b, 0) / paths
    const sd = Math.sqrt(excess.reduce((a, b) => a + (b - mean) ** 2, 0) / paths)
    expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(paths))
  })

  test('are the same for the same seed and different for another', () => {
    const small = { ...size, paths: 3 }
    const again = simulatePaths(world, small, startRng(11))
    expect(again.spot).toEqual(spot.subarray(0, 3 * width))
    expect(simulatePaths(world, small, startRng(12)).spot).not.toEqual(again.spot)
  })
})
