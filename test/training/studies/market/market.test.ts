import { tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openRecording } from '../../../../src/adapters/recordings'
import { startRng } from '../../../../src/core/rng'
import { simulate } from '../../../../training/simulator/simulate'
import { effectiveSpread } from '../../../../training/studies/market/bar-spread'
import { measureMarket } from '../../../../training/studies/market/measure-market'
import { jumpRows } from '../../../../training/studies/market/regime-measures'

test('the spread that bars imply is that of the trades in them', () => {
  const rng = startRng(4)
  const bars: { open: number; high: number; low: number; close: number }[] = []
  let mid = 100
  for (let i = 0; i < 20_000; i++) {
    const prices = Array.from({ length: 20 }, () => {
      mid *= Math.exp(1e-4 * rng.normal())
      return mid * (1 + 5e-4 * (rng.uniform() < 0.5 ? 1 : -1))
    })
    bars.push({ open: prices[0], high: Math.max(...prices), low: Math.min(...prices), close: prices[19] })
  }
  const pairs = bars.slice(1).map((bar, i) => ({ before: bars[i], bar }))
  expect(effectiveSpread(pairs)! * 1e4).toBeCloseTo(10, 0)
  expect(effectiveSpread(pairs.slice(0, 99))).toBeUndefined()
  const still = { open: 1, high: 1, low: 1, close: 1 }
  expect(effectiveSpread(new Array(200).fill({ before: still, bar: still }))).toBeUndefined()
})

test('jumps are found where they were put, and in a diffusion about one day in a hundred has one', () => {
  const rng = startRng(5)
  const days = 200
  const returns = Float64Array.from({ length: 288 * days }, () => 1e-3 * rng.normal())
  const put = Array.from({ length: 50 }, (_, k) => 1000 + 1000 * k)
  for (const row of put) returns[row] = 0.01
  const found = [...jumpRows(returns, 288, 288 * 365).entries()].flatMap(([row, is]) => (is === 1 ? [row] : []))
  expect(put.filter((row) => !found.includes(row))).toEqual([])
  expect(found.length - put.length).toBeLessThan(0.03 * days)
})

test('the parameters of a simulated market come back from its recording', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-market-'))
  const parameters = {
    ...{ vols: [0.3, 1.2], meanHours: [12, 8], jumps: [0, 1, 1, 0], crashesPerDay: [0, 0] },
    ...{ spreadBps: [2, 6], depth: [8, 8], tradeSize: [0.8, 0.8], signPersistence: [0.2, 0.2] },
    ...{ tradesPerMinute: [0.5, 1], quotesPerMinute: [3, 3], liquidityVol: 0, seasonAmplitude: 0, burstWidening: 0 },
  }
  await simulate({ world: 'microstructure', parameters, days: 15, seed: 3, out: folder })
  const reader = await openRecording(folder)
  const { regimes, ticks } = await measureMarket(reader, { states: 2 })
  await expect(measureMarket(reader, { states: 2, symbol: 'other' })).rejects.toMatchObject({ code: 'missing-data' })
  await reader.close()
  rmSync(folder, { recursive: true })
  const [calm, turbulent] = regimes!.states
  expect(calm.vol).toBeCloseTo(0.3, 1)
  expect(turbulent.vol).toBeCloseTo(1.2, 0)
  expect(calm.spreadBps).toBeCloseTo(2, 0)
  expect(turbulent.spreadBps).toBeCloseTo(6, 0)
  expect(turbulent.volume).toBeCloseTo(2, 0)
  for (const { meanHours } of regimes!.states) {
    expect(meanHours).toBeGreaterThan(5)
    expect(meanHours).toBeLessThan(20)
  }
  expect(calm.next).toEqual([0, 1])
  expect(ticks!.signPersistence).toBeCloseTo(0.2, 1)
})
