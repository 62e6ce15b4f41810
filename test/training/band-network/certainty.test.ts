import { insideShare } from '../../../src/core/hedging/bands/band-network'
import { startRng } from '../../../src/core/rng'
import { certaintyPass, type PassNetwork } from '../../../training/band-network/certainty-pass'
import { certaintyPaths } from '../../../training/band-network/certainty-paths'
import { regimePaths } from '../../../training/band-network/regime-paths'
import { certaintyOf } from './certainty-of'
import { startTanhNetwork } from '../../../training/band-network/tanh-network'
import { defaultCertaintyTraining, trainByCertainty } from '../../../training/band-network/train-by-certainty'
import { regimesSchema } from '../../../training/simulator/regimes'

const world = regimesSchema.parse({ kind: 'regimes', halfSpread: [2e-4, 1e-3] })
const source = regimePaths(world, { steps: 240, stepSeconds: 10_800, cost: 3e-4, sees: 'filter' })
const columns = ['moneyness', 'log-deviation', 'log-half-width', 'log-variance-ratio', 'posterior-1']

const training = { ...defaultCertaintyTraining, riskAversions: [30], steps: 60, seed: 3 }
const trained = trainByCertainty([source], training)

const drawn = (weightScale: number): PassNetwork => {
  const rng = startRng(5)
  const network = startTanhNetwork([columns.length, 6, 5, 6], rng)
  const [kernel, bias] = network.blocks.slice(4)
  // Shifts outwards, so that no edges cross.
  const scale = (i: number): number => (i % 6 === 2 || i % 6 === 3 ? 0 : 1) * weightScale
  for (let i = 0; i < kernel.weights.length; i++) kernel.weights[i] = scale(i) * rng.normal()
  for (let i = 0; i < bias.weights.length; i++) bias.weights[i] = [0.1, -0.1, 0.1, 0.2, 0.4, 0.3][i]
  return {
    network,
    scaling: {
      mean: [0, -3, -3, 0, 0.2],
      sd: [1, 0.6, 0.6, 1, 0.4],
      limit: 4,
    },
  }
}

describe('the certainty equivalent along a band', () => {
  it('has the gradient of finite differences', () => {
    const paths = source(24, startRng(4))
    // No step moves delta: no position is near an edge, so that the gradient is the pathwise one alone.
    const data = {
      ...certaintyPaths(paths, new Float64Array(24).fill(30), columns),
      deltaMove: new Float64Array(24 * 240),
    }
    const pass = drawn(0.2)
    const weights = new Float64Array(24).fill(1)
    certaintyPass(data, pass, weights)
    const loss = (): number => {
      const { cost, risk } = certaintyPass(data, pass)
      return cost.reduce((sum, paid, p) => sum + paid + 15 * risk[p], 0)
    }
    const step = 1e-7
    let checked = 0
    for (const { weights: block, gradient } of pass.network.blocks)
      for (let i = 0; i < block.length; i += 3) {
        const kept = block[i]
        block[i] = kept + step
        const up = loss()
        block[i] = kept - step
        const down = loss()
        block[i] = kept
        expect(Math.abs((up - down) / (2 * step) - gradient[i])).toBeLessThan(2e-5 + 1e-3 * Math.abs(gradient[i]))
        checked++
      }
    expect(checked).toBeGreaterThan(30)
  })

  it('is that of the batch engine', async () => {
    const { network } = await trained
    const paths = source(10, startRng(8))
    const engine = certaintyOf(paths, { kind: 'network', network, riskAversion: 30 }, 30)
    const plain = startTanhNetwork([network.columns.length, 8, 8, 6], startRng(1))
    network.layers.forEach(({ kernel, bias }, l) => {
      plain.blocks[2 * l].weights.set(kernel)
      plain.blocks[2 * l + 1].weights.set(bias)
    })
    const data = certaintyPaths(paths, new Float64Array(10).fill(30), network.columns)
    const { cost, risk } = certaintyPass(data, { network: plain, scaling: network.scaling })
    engine.forEach((value, p) => expect(value).toBeCloseTo(cost[p] + 15 * risk[p], 14))
  })
})

describe('a network trained by certainty equivalent', () => {
  it('beats the tuned Whalley-Wilmott band on fresh paths of a world of regimes', async () => {
    const { network, losses } = await trained
    expect(losses).toHaveLength(60)
    const fresh = source(300, startRng(77))
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const formula = [0.5, 0.6, 0.7, 0.8, 0.9, 1].map((multiplier) =>
      mean(certaintyOf(fresh, { kind: 'whalley-wilmott', riskAversion: 30, multiplier }, 30)),
    )
    const learned = mean(certaintyOf(fresh, { kind: 'network', network, riskAversion: 30 }, 30))
    expect(learned).toBeLessThan(0.995 * Math.min(...formula))
  })

  it('leaves out inputs that do not vary, and fits into three kilobytes', async () => {
    const { network } = await trained
    expect(network.columns).toContain('posterior-1')
    expect(network.columns).not.toContain('jump-share')
    expect(network.columns).not.toContain('log-aversion')
    expect(JSON.stringify(network).length).toBeLessThan(3000)
  })

  it('moves targets that start inside the band back to its edges', async () => {
    const { network } = await trainByCertainty([source], { ...training, insideShare: 0.4 })
    const [below, above] = network.layers[2].bias.slice(4).map(insideShare)
    expect(below).toBeLessThan(0.36)
    expect(above).toBeLessThan(0.36)
    expect((await trained).network.layers[2].bias.slice(4)).toEqual([0, 0])
  })

  it('is the same for the same seed', async () => {
    const short = { ...training, steps: 3 }
    const first = await trainByCertainty([source], short)
    expect(await trainByCertainty([source], short)).toEqual(first)
    expect((await trainByCertainty([source], { ...short, seed: 4 })).network).not.toEqual(first.network)
  })
})
