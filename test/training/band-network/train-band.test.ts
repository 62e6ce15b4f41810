import { startRng } from '../../../src/core/rng'
import { worldMarket } from '../../../training/backtest/world-market'
import { marketPaths, resampling, splitPaths, takePaths } from '../../../training/band-network/band-paths'
import { walkBand } from '../../../training/band-network/band-recursion'
import { compareBands, tunedBands } from '../../../training/band-network/compare-bands'
import { trainBand, type BandSource, type TrainBandOptions } from '../../../training/band-network/train-band'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'
import { aBandNetwork } from '../../core/hedging/a-band-network'

const market = { optionDays: 10, stepSeconds: 86_400, volSource: 'truth' as const, cost: 1e-3, halfLifeDays: 3 }
const worldOf = (kind: string): PathWorld => parseWorld({ kind }) as PathWorld
const pathsOf = (kind: string, count = 60) =>
  marketPaths(
    worldMarket(worldOf(kind), { ...market, paths: count, legs: undefined, fixedCost: undefined }, startRng(1)),
    1,
  )

describe('training paths', () => {
  it('hold one number where the volatility never changes and a column where it does', () => {
    expect(typeof pathsOf('gbm').vol).toBe('number')
    expect(typeof pathsOf('heston').vol).toBe('object')
  })

  it('are taken with all their columns', () => {
    const all = pathsOf('regimes')
    const [one] = [takePaths(all, Int32Array.of(41))]
    expect(one.spot).toEqual(all.spot.slice(41 * 11, 42 * 11))
    expect(one.vol).toEqual((all.vol as Float64Array).slice(410, 420))
    expect(one.premium?.[0]).toBe(all.premium?.[41])
  })

  it('are resampled, never more than there are', () => {
    const source = resampling(pathsOf('regimes'))
    expect(source(20, startRng(1)).paths).toBe(20)
    expect(source(500, startRng(1)).paths).toBe(60)
  })

  it('are split in time order with a gap as long as they overlap', () => {
    const all = pathsOf('gbm', 100)
    const { train, test } = splitPaths(all, 7)
    expect(train.paths).toBe(60)
    expect(test.paths).toBe(33)
    expect(test.spot[1]).toBe(all.spot[67 * 11 + 1])
  })

  it('include the premium in the P&L', () => {
    const all = pathsOf('gbm')
    const closed = { lower: new Float64Array(600), upper: new Float64Array(600) }
    const paid = walkBand(all, closed).pnl
    const free = walkBand({ ...all, premium: undefined }, closed).pnl
    paid.forEach((x, p) => expect(x - free[p]).toBeCloseTo(all.premium?.[p] ?? 0, 14))
  })
})

describe('the comparison of bands', () => {
  it('compares the network with every tuned formula on common paths: no difference between equals', () => {
    const test = pathsOf('heston', 300)
    const risk = { kind: 'entropic', riskAversion: 10 } as const
    const tuned = tunedBands(test, risk, 10)
    expect(tuned.map(({ family }) => family)).toEqual(['fixed-band', 'whalley-wilmott', 'zakamouline'])
    const untrained = { kind: 'network', network: aBandNetwork({ lastLayer: 0 }), riskAversion: 10 } as const
    const plain = { family: 'plain', setting: '', strategy: { ...tuned[1].strategy, multiplier: 1 } as never }
    const [network, same, fixed] = compareBands(test, { setting: '', strategy: untrained }, [plain, tuned[0]], {
      risk,
      block: 1,
      rng: startRng(2),
    })
    expect(network.networkLess).toBeUndefined()
    expect(same.networkLess).toEqual({ value: 0, ci: [0, 0] })
    expect(fixed.networkLess?.value).toBe(network.risk.value - fixed.risk.value)
  })
})

describe('training a band', () => {
  const options: TrainBandOptions = {
    ...{ seed: 2, riskAversion: 10, steps: 25, batch: 256, backend: 'wasm' },
    risk: { kind: 'expected-shortfall', level: 0.1 },
  }
  const source: BandSource = { kind: 'world', world: worldOf('heston'), market, paths: 400 }
  const quiet = (): void => undefined

  it('starts from the tuned Whalley-Wilmott band and gives the same band for the same request', async () => {
    const report = await trainBand(source, options, quiet)
    expect(report.compared[0].strategy).toBe('network')
    expect(report.testPaths).toBe(400)
    expect(report.band.trainedOn).toMatch(/^heston, 10 d by 86400 s, volatility truth, expected-shortfall, seed 2$/)
    const again = await trainBand(source, options, quiet)
    expect(again.band).toEqual(report.band)
    expect(again.compared).toEqual(report.compared)
    const plain = report.compared.find(({ strategy }) => strategy === 'whalley-wilmott')
    const multiplier = Number(plain?.setting.replace('× ', ''))
    expect(report.band.riskAversion).toBeCloseTo(10 / multiplier ** 3, 9)
  })
})
