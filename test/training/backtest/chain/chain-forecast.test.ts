import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promoteSet } from '../../../../models/store/promote'
import { startRecording } from '../../../../src/adapters/recordings'
import { startRng } from '../../../../src/core/rng'
import { chainForecast, chainModels } from '../../../../training/backtest/chain/chain-forecast'
import type { ChainHistory, PricePoint } from '../../../../training/backtest/chain/chain-history'
import { chainLooks } from '../../../../training/backtest/chain/chain-looks'
import { publishedSets, type PublishedSets } from '../../../models/store/a-registry'
import { aHistory, day, start } from './a-chain'

const quarter = day / 96
const variance = 0.5 * 0.5
/** Closes of quarters of an hour from 60 days before the first chain to three days after it, at 50 % volatility. */
const bars = (seed: number, calm = Infinity): readonly PricePoint[] => {
  const rng = startRng(seed)
  let price = 100
  return Array.from({ length: 63 * 96 }, (_, k) => {
    const at = start + (k - 60 * 96 + 1) * quarter
    // Two moves of equal size: every bar's squared return is that of the volatility, give or take a tenth.
    const size = Math.sqrt(variance / (365 * 96)) * (0.95 + 0.1 * rng.uniform()) * (at > calm ? 3 : 1)
    price *= Math.exp(rng.uniform() < 0.5 ? size : -size)
    return { at, price }
  })
}
const spot = bars(1)
/** Eleven days of chains: at the bars while there are any, then half up, half down. */
const indices = Array.from({ length: 45 }, (_, i) => {
  const at = start + (i * day) / 4
  const close = spot.find((bar) => bar.at === at)?.price ?? spot[spot.length - 1].price
  return close * (i > 12 && i % 2 === 1 ? Math.exp(Math.sqrt(variance / (365 * 4))) : 1)
})
const history: ChainHistory = { ...aHistory(indices), spot }
const looks = chainLooks(history, 'perpetual')
const week = 7 / 365
const lookAt = (at: number): number => looks.at.findIndex((time) => time >= at)

describe('the variance that is expected', () => {
  test('is log-HAR’s on the bars while there are any, then on the index at chains', () => {
    const { over, now, posterior, shares } = chainForecast(history, looks)
    const barred = [...looks.at.keys()].filter((l) => looks.at[l] <= spot[spot.length - 1].at + day / 24)
    expect(shares.bars).toBeCloseTo(barred.length / looks.at.length, 12)
    expect(shares.chains).toBeCloseTo(1 - shares.bars, 12)
    expect([shares.models, shares.implied]).toEqual([0, 0])
    for (const l of [0, lookAt(start + day)]) {
      for (const years of [week / 7, week, 4 * week]) expect(over(l, years) / variance).toBeCloseTo(1, 1)
      expect(now(l) / variance).toBeCloseTo(1, 1)
      expect(posterior(l)).toHaveLength(0)
    }
    // Of few squared returns, whose mean is the variance but whose logs scatter.
    const last = looks.at.length - 1
    expect(over(last, week)).toBeGreaterThan(variance / 3)
    expect(over(last, week)).toBeLessThan(3 * variance)
  })

  test('is that implied at the money where nothing can be fitted', () => {
    const short = aHistory(indices)
    const { over, now, shares } = chainForecast(short, chainLooks(short, 'perpetual'))
    expect(shares).toEqual({ models: 0, bars: 0, chains: 0, implied: 1 })
    expect(over(3, week)).toBeCloseTo(0.36, 3)
    expect(now(3)).toBeCloseTo(0.36, 3)
  })

  test('knows nothing of what comes after a look', () => {
    const from = start + 2 * day
    const later: ChainHistory = {
      ...aHistory(indices.map((index, i) => (start + (i * day) / 4 > from ? 0.7 * index : index))),
      spot: bars(1, from),
    }
    const otherLooks = chainLooks(later, 'perpetual')
    const [one, other] = [chainForecast(history, looks), chainForecast(later, otherLooks)]
    const seen = lookAt(from)
    for (let l = 0; l <= seen; l += 7)
      for (const years of [week / 7, week]) expect(other.over(l, years)).toBe(one.over(l, years))
    expect(other.over(seen + 90, week)).toBeGreaterThan(1.1 * one.over(seen + 90, week))
  })
})

describe('models of a registry', () => {
  let sets: PublishedSets
  let data: string
  const minutes = 300e6
  const instrument = { venue: 'simulated', symbol: 'ABC' }
  const closes = Array.from({ length: 900 }, (_, k) => 100 * Math.exp(0.002 * Math.sin(k) + 0.001 * Math.sin(k * k)))

  beforeAll(async () => {
    sets = await publishedSets(1)
    await promoteSet(sets.registry, sets.policies[0], { by: 'a test', reason: 'to forecast' })
    data = await mkdtemp(join(tmpdir(), 'bandshift-chain-'))
    const writer = await startRecording(data, { origin: 'synthetic', title: 'bars', licence: 'none' })
    closes.forEach((close, k) => {
      const open = closes[Math.max(k - 1, 0)]
      // A recorded bar names its opening.
      const timestamp = start - (600 - k) * minutes
      const prices = { open, high: 1.0005 * Math.max(open, close), low: 0.9995 * Math.min(open, close), close }
      const flow = { volume: 10 + (k % 7), trades: 5, buyVolume: 5 }
      writer.write(instrument, { kind: 'bar', timestamp, localTimestamp: timestamp, ...prices, ...flow })
    })
    // The chain that the bars take their implied volatility from, where the models read one.
    for (const option of history.chains[0].quotes.values()) writer.write({ venue: 'deribit', symbol: 'X' }, option)
    await writer.commit({ file: 'made', sha256: 'a'.repeat(64), read: 900, accepted: 900, quarantined: {} })
  }, 60_000)
  afterAll(async () => {
    await sets.remove()
    await rm(data, { recursive: true, force: true })
  })

  test('forecast and call regimes on the bars that they know; elsewhere log-HAR does', async () => {
    const models = await chainModels(sets.registry, { data, spot: 'simulated/ABC', symbol: 'X', seed: 1 }, 'wasm')
    expect(models.policy).toMatchObject({ band: 'whalley-wilmott', riskAversion: 30 })
    const { over, now, posterior, shares } = chainForecast(history, looks, models)
    // The bars of the models end a day after the first chain.
    const known = [...looks.at.keys()].filter((l) => looks.at[l] <= start + 300 * minutes + day / 24)
    expect(shares.models).toBeCloseTo(known.length / looks.at.length, 12)
    expect(shares.bars).toBeGreaterThan(0)
    const { term, timestamp, barsPerYear } = models.forecasts
    const row = timestamp.findIndex((time) => time >= looks.at[known[5]])
    expect(timestamp[row]).toBe(looks.at[known[5]])
    expect(now(known[5])).toBeCloseTo(barsPerYear * term.variance[0][row], 12)
    expect(over(known[5], week)).toBeCloseTo(barsPerYear * term.variance[1][row], 12)
    const called = [...(posterior(known[5]) as Float64Array)]
    expect(called).toHaveLength(3)
    expect(called.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
    expect(posterior(looks.at.length - 1)).toHaveLength(0)
  })

  test('ask for their bars by name', async () => {
    const source = { data, symbol: 'X', seed: 1 }
    await expect(chainModels(sets.registry, source)).rejects.toThrow('--spot')
    await expect(chainModels(sets.registry, { ...source, spot: 'simulated/OTHER' })).rejects.toThrow('has no OTHER')
  })
})
