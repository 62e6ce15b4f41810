import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import { costCardText } from '../../../src/cli/calibrate-costs'
import { importRecording } from '../../../src/cli/import'
import type { CostCard, CostEstimate } from '../../../src/core/execution/cost-card'
import { calibrateCosts } from '../../../training/costs/calibrate-costs'
import { simulate } from '../../../training/simulator/simulate'
import { run, scratch } from '../../cli/run'
import { describeWithData, realData } from '../../support/real-data'

const options = { seed: 7, fee: 2e-4, gas: 1 }
const cardOf = async (folder: string): Promise<CostCard> => {
  const reader = await openRecording(folder)
  try {
    return await calibrateCosts(reader, options)
  } finally {
    await reader.close()
  }
}

/** The true value lies within the interval widened by half of it; the interval itself holds nineteen of twenty. */
const expectNear = ({ value, low, high }: CostEstimate, truth: number): void => {
  expect(low).toBeLessThanOrEqual(value)
  expect(high).toBeGreaterThanOrEqual(value)
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(1.5 * Math.max(high - value, value - low) + 1e-12)
}

describe('costs of a simulated market', () => {
  const vol = 0.6
  const persistence = 0.3
  const impactShare = 0.5
  /** E√x of the sizes. */
  const meanRoot = Math.exp(-0.81 / 8)
  let card: CostCard
  beforeAll(async () => {
    await simulate({
      world: 'microstructure',
      days: 1,
      seed: 5,
      out: scratch('world'),
      parameters: {
        ...{ vols: [vol], meanHours: [8], jumps: [0], tradesPerMinute: [20], quotesPerMinute: [20], spreadBps: [4] },
        ...{ depth: [1000], tradeSize: [1], signPersistence: [persistence], crashesPerDay: [0], lot: 0.001 },
        ...{ tick: 0.0001, impactShare, burstWidening: 0, activityVol: 0, liquidityVol: 0, seasonAmplitude: 0 },
      },
    })
    card = await cardOf(scratch('world'))
  })

  it('recover the spread of the generator', () => {
    // Spreads are drawn log-normally, with a spread of a fifth.
    expectNear(card.spread!.mean, 2e-4 * Math.exp(0.02))
    expect(card.spread!.byHour).toHaveLength(24)
    const middle = card.spread!.quantiles.find(({ level }) => level === 0.5)!.value
    expect(middle / card.spread!.mean.value).toBeCloseTo(1, 1)
  })

  it('recover the impact of a trade: the share of variance that comes with trades', () => {
    // Impact is such that the surprises of trades have their share of variance: √share × σ_day / √(1 − (ρ E√x)²).
    const usual = (Math.sqrt(impactShare) * vol) / Math.sqrt(365) / Math.sqrt(1 - (persistence * meanRoot) ** 2)
    // The volume under the root is that of the day, the one that scales the impact is the mean.
    expectNear(card.tradeImpact!.coefficient, usual * Math.sqrt(card.dailyVolume! / 28_800))
    expect(card.dailyVolume! / 28_800).toBeCloseTo(1, 1)
    expect(card.dailyVolatility! / (vol / Math.sqrt(365))).toBeCloseTo(1, 1)
  })

  it('find no drift but that of a quote a millisecond late, and a deviation that grows with the root of time', () => {
    const move = card.tradeImpact!.coefficient.value / Math.sqrt(card.dailyVolume!)
    const late = (20 / 60) * 1e-3 * move * meanRoot * (1 - persistence ** 2)
    for (const { withFlow, sd, milliseconds } of card.drift) {
      expectNear(withFlow!, late)
      const diffused = vol * Math.sqrt(milliseconds / 1000 / (365 * 86_400))
      if (milliseconds >= 1000) expect(Math.abs(sd.value / diffused - 1)).toBeLessThan(0.1)
    }
    expect(card.drift.map(({ milliseconds }) => milliseconds)).toContain(1000)
  })

  it('leave out what the recording does not hold', () => {
    expect(card).toMatchObject({ depth: [], arrival: undefined, fee: 2e-4, gas: 1, kind: 'cost-card' })
  })

  it('are the same at every calibration, and printed by the command', async () => {
    const json = await run('calibrate-costs', '--data', scratch('world'), '--fee', '2e-4', '--gas', '1', '--json')
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(card)))
  })

  it('are printed as text, and refused where the recording has no such venue', async () => {
    const stdout = costCardText({ ...card, fee: -2e-5 })
    expect(stdout).toMatch(/^fee +-0.200 bp/m)
    expect(stdout).toMatch(/^half spread +2.0\d\d \[/m)
    const wrong = await run('calibrate-costs', '--data', scratch('world'), '--venue', 'nowhere')
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('no venue nowhere') })
  })
})

test('costs of the shipped recording lie between those of its calm and its turbulent state', async () => {
  const card = await cardOf(join(__dirname, '../../../data/microstructure'))
  expect(card.spread!.mean.value).toBeGreaterThan(1.25e-4)
  expect(card.spread!.mean.value).toBeLessThan(2.1e-4)
  expect(card.tradeImpact!.coefficient.low).toBeGreaterThan(0.5 * (0.3 / Math.sqrt(365)))
  expect(card.tradeImpact!.coefficient.high).toBeLessThan(0.5 * (1.65 / Math.sqrt(365)))
  expect(card.barImpact!.coefficient.low).toBeGreaterThan(0)
})

describeWithData('ws-fixtures-2021', 'costs of a minute of real depth, quotes and trades', () => {
  it('rise with the notional in the book, include the delay of rows and leave out what a minute is too short to estimate', async () => {
    const recording = scratch('fixture')
    await importRecording({ format: 'binance-ws', inputs: [realData('ws-fixtures-2021/BINANCE*.gz')], out: recording })
    const { depth, arrival, spread, barImpact } = await cardOf(recording)
    expect(depth.length).toBeGreaterThan(2)
    depth.forEach(({ cost }, k) => expect(cost.low).toBeGreaterThan(depth[k - 1]?.cost.high ?? 0))
    expect(arrival!.fastest).toBeGreaterThan(0)
    expect(arrival!.quantiles.map(({ value }) => value)).toEqual([4.8, 7.8, 26.5].map((ms) => expect.closeTo(ms, 0)))
    expect(spread!.mean.low).toBeGreaterThan(0)
    expect(barImpact).toBeUndefined()
  })
})
