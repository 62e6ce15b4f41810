import { hedge } from '../../../src/core/hedging/paths'
import { startRng } from '../../../src/core/rng'
import { entropicPrice } from '../../../src/core/statistics/risk-measures'
import { bandLoss } from '../../../training/band-network/band-loss'
import { priceRisk, type BandObjective } from '../../../training/band-network/band-objective'
import { takePaths, type BandPaths } from '../../../training/band-network/band-paths'
import { bandPoints } from '../../../training/band-network/band-points'
import { edgeSlopes, walkBand, type EdgeColumns } from '../../../training/band-network/band-recursion'
import { settingAPaths } from '../../../training/studies/setting-a/setting'

const gbm = settingAPaths(40, startRng(3))
const rng = startRng(4)
/**
 * Paths whose volatility and cost change at every evaluation, so that every evaluation is a node of its own; unwound at
 * expiry.
 */
const varied: BandPaths = {
  ...settingAPaths(40, startRng(8)),
  vol: Float64Array.from({ length: 40 * 28 }, () => 0.15 + 0.2 * rng.uniform()),
  cost: Float64Array.from({ length: 40 * 29 }, () => 2e-3 * rng.uniform()),
  growth: undefined,
  unwindAtExpiry: true,
}
const drawnEdges = (paths: BandPaths): EdgeColumns => {
  const { delta } = bandPoints(paths)
  return { lower: delta.map((d) => d - 0.05 * rng.uniform()), upper: delta.map((d) => d + 0.05 * rng.uniform()) }
}

const objectives: readonly BandObjective[] = [
  { kind: 'entropic', riskAversions: [1, 30] },
  { kind: 'expected-shortfall', level: 0.2, riskAversion: 20 },
]

describe('the walk along a band', () => {
  it('has the P&L of the batch engine', () => {
    for (const paths of [gbm, varied]) {
      const points = bandPoints(paths)
      const strategy = { kind: 'fixed-band', halfWidth: 0.06 } as const
      const exposure = { delta: points.delta, gamma: points.delta }
      const { pnl } = walkBand(paths, {
        lower: points.delta.map((d) => d - 0.06),
        upper: points.delta.map((d) => d + 0.06),
      })
      const engine = hedge(paths, exposure, strategy, { unwindAtExpiry: paths.unwindAtExpiry })
      pnl.forEach((x, p) => expect(x).toBeCloseTo(engine.pnl[p], 14))
    }
  })

  it.each([
    ['constant cost', gbm],
    ['changing cost, sold out at the end', varied],
  ])('has the slopes of finite differences: %s', (_, paths) => {
    const edges = drawnEdges(paths)
    const price = (lower: Float64Array, upper: Float64Array): number =>
      entropicPrice(walkBand(paths, { lower, upper }).pnl, 30)
    const walk = walkBand(paths, edges)
    const slopes = edgeSlopes(paths, edges, walk, { slope: priceRisk(objectives[0], 30, walk.pnl).slope })
    const met = Array.from(walk.side.keys()).filter((i) => walk.side[i] !== 0)
    expect(met.length).toBeGreaterThan(100)
    const step = 1e-7
    for (const i of met) {
      const column = walk.side[i] < 0 ? 'lower' : 'upper'
      const moved = (by: number): number => {
        const changed = { lower: edges.lower.slice(), upper: edges.upper.slice() }
        changed[column][i] += by
        return price(changed.lower, changed.upper)
      }
      expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - slopes[column][i])).toBeLessThan(1e-7)
    }
  })
})

describe.each(objectives.map((objective) => [objective.kind, objective] as const))('the loss: %s', (_, objective) => {
  it.each([
    ['nodes on a grid', gbm],
    ['a node an evaluation', varied],
  ])('has the gradient of finite differences: %s', (_name, paths) => {
    // Without anchors, which keep the gradient in the mean only.
    const plain = { ...paths, growth: undefined }
    const points = bandPoints(plain)
    const groups = objective.kind === 'entropic' ? objective.riskAversions.length : 1
    const draw = startRng(6)
    // Shifts outwards, so that no edges cross.
    const output = Float32Array.from({ length: groups * points.nodes.count * 4 }, (_unused, i) =>
      i % 4 < 2 ? 0.1 * draw.normal() : 0.01 + Math.abs(draw.normal()),
    )
    const direction = output.map(() => draw.normal())
    const loss = bandLoss(plain, points, objective)
    const gradient = new Float32Array(output.length)
    loss(output, [], gradient)
    const slope = gradient.reduce((sum, g, i) => sum + g * direction[i], 0)
    const step = 1e-4
    const moved = (by: number): number =>
      loss(
        output.map((o, i) => o + by * direction[i]),
        [],
      )
    const difference = (moved(step) - moved(-step)) / (2 * step)
    expect(Math.abs(slope)).toBeGreaterThan(1e-5)
    expect(Math.abs(difference - slope)).toBeLessThan(0.02 * Math.abs(slope) + 1e-6)
  })
})

test('anchors keep the mean of the gradient and remove most of its noise', () => {
  const objective: BandObjective = { kind: 'entropic', riskAversions: [1] }
  const gradients = (growth: number | undefined): number[] =>
    Array.from({ length: 40 }, (_, batch) => {
      const all = settingAPaths(800, startRng(100 + batch))
      // In a drawn order: without the strata, whose means are exact.
      const order = Int32Array.from({ length: 400 }, (_unused, i) => (i * 397) % 800)
      const paths = { ...takePaths(all, order), growth }
      const points = bandPoints(paths)
      const gradient = new Float32Array(points.nodes.count * 4)
      bandLoss(paths, points, objective)(new Float32Array(gradient.length), [], gradient)
      // The total derivative by the upper edges.
      return gradient.reduce((sum, g, i) => (i % 4 === 3 ? sum + g : sum), 0)
    })
  const moments = (values: number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    return { mean, sd: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1)) }
  }
  const plain = moments(gradients(undefined))
  const anchored = moments(gradients(gbm.growth))
  expect(anchored.sd).toBeLessThan(0.25 * plain.sd)
  expect(Math.abs(anchored.mean - plain.mean)).toBeLessThan((4 * plain.sd) / Math.sqrt(40))
  expect(Math.abs(anchored.mean)).toBeGreaterThan((4 * anchored.sd) / Math.sqrt(40))
})

test('with growth 1 the trend of a sample moves no edge', () => {
  const rising = settingAPaths(2000, startRng(12))
  const trend = rising.spot.map((price, i) => price * Math.exp(0.001 * (i % 29)))
  const push = (growth: number | undefined): number => {
    const paths = { ...rising, spot: trend, growth }
    const points = bandPoints(paths)
    const gradient = new Float32Array(points.nodes.count * 4)
    bandLoss(paths, points, { kind: 'entropic', riskAversions: [1] })(new Float32Array(gradient.length), [], gradient)
    return gradient.reduce((sum, g, i) => (i % 4 === 3 ? sum + g : sum), 0)
  }
  expect(push(undefined)).toBeLessThan(0)
  expect(Math.abs(push(1))).toBeLessThan(0.2 * Math.abs(push(undefined)))
})

test('a closed band is opened again where that lowers the loss', () => {
  const points = bandPoints(gbm)
  // Shifts that carry both edges across each other.
  const output = Float32Array.from({ length: points.nodes.count * 4 }, (_, i) => (i % 4 < 2 ? 0 : -10))
  const gradient = new Float32Array(output.length)
  bandLoss(gbm, points, { kind: 'entropic', riskAversions: [1] })(output, [], gradient)
  expect(gradient.reduce((sum, g, i) => (i % 4 < 2 ? sum : sum + g), 0)).toBeLessThan(0)
})
