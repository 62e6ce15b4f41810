import { settingBText } from '../../../../src/cli/setting-b-text'
import type { SettingBRow } from '../../../../training/studies/setting-b/rows'
import { reproduceSettingB, type SettingB } from '../../../../training/studies/setting-b/setting-b'

const small = { paths: 1200, modelled: 150, policyPaths: 50, trainingHours: 9000, replications: 50 }
const tiny = { paths: 10, modelled: 10, policyPaths: 20, trainingHours: 2000, replications: 5 }

describe('setting B', () => {
  let table: SettingB
  const progress: number[] = []
  const row = (strategy: string): SettingBRow => {
    const found = table.rows.find((candidate) => candidate.strategy === strategy)
    if (found === undefined) throw new Error(`no row of ${strategy}`)
    return found
  }

  beforeAll(async () => {
    table = await reproduceSettingB(7, (_, share) => progress.push(share), small)
  })

  it('meets the published figures within four standard errors', () => {
    const compared = table.rows.filter(({ published }) => published !== undefined)
    expect(compared).toHaveLength(5)
    for (const { strategy, price, excessEs, cost, trades, published } of compared) {
      const far =
        published !== undefined &&
        (Math.abs(price.value - published.price) > 4 * price.standardError ||
          Math.abs(excessEs.value - published.excessEs) > 4 * excessEs.standardError ||
          Math.abs(cost / published.cost - 1) > 0.03 ||
          Math.abs(trades / published.trades - 1) > 0.03)
      expect({ strategy, far }).toEqual({ strategy, far: false })
    }
  })

  it('ranks the true regime above the constant, with nearly all of the gap captured by Bayes’ rule', () => {
    expect(row('constant-daily').zOverConstant.price).toBeLessThan(-2)
    expect(row('truth').zOverConstant.price).toBeGreaterThan(1)
    expect(row('truth').zOverConstant.es95).toBeGreaterThan(2)
    expect(row('constant').zOverConstant).toEqual({ price: 0, es95: 0 })
    expect(row('truth').sd).toBeLessThan(row('constant').sd)
    expect(Math.abs(row('bayes-filter').share.es95 - 1)).toBeLessThan(0.15)
    expect(row('truth').share).toMatchObject({ price: 1, es95: 1 })
    expect(row('constant').share).toMatchObject({ price: 0, es95: 0 })
  })

  it('measures every strategy around the delta of the true regime', () => {
    for (const { strategy, cost, ce, evaluations } of table.rows) {
      expect(ce).toBeGreaterThan(cost)
      expect({ strategy, evaluations }).toEqual({ strategy, evaluations: strategy === 'constant-daily' ? 30 : 720 })
    }
    const least = (figure: (row: SettingBRow) => number): string =>
      table.rows
        .filter(({ paths }) => paths === row('truth').paths)
        .reduce((low, next) => (figure(next) < figure(low) ? next : low)).strategy
    expect(least(({ trackingSd }) => trackingSd)).toBe('truth')
    expect(least(({ ce }) => ce)).toBe('truth')
    expect(row('truth').trackingSd).toBeLessThan(row('bayes-filter').trackingSd)
    expect(row('bayes-filter').trackingSd).toBeLessThan(row('constant').trackingSd)
    expect(row('constant').trackingSd).toBeLessThan(row('constant-daily').trackingSd)
  })

  it('splits the shortfall of the models into parts that sum to the gap', () => {
    expect(table.share).toEqual(row('trained').share)
    const { detection, estimation } = table.shortfall
    expect(table.share.price + detection.price + estimation.price).toBeCloseTo(1, 10)
    expect(table.share.es95 + detection.es95 + estimation.es95).toBeCloseTo(1, 10)
  })

  it('measures the delay of called changes and the bias of forecasts', () => {
    for (const { who, switches, called, meanHours } of table.detection) {
      expect(switches).toBeGreaterThan(100)
      expect(called).toBeGreaterThan(0.8)
      expect(called).toBeLessThanOrEqual(1)
      expect(meanHours).toBeGreaterThan(who === 'bayes-filter' ? 2 : 1)
      expect(meanHours).toBeLessThan(30)
    }
    const bayes = table.bias.find(({ who }) => who === 'bayes-filter')
    // A filtered forecast is above the truth in calm and below it in turbulence.
    expect(bayes?.calm).toBeGreaterThan(1)
    expect(bayes?.turbulent).toBeLessThan(1)
    const error = (name: string): number => table.bias.find(({ who }) => who === name)?.volRmse ?? NaN
    expect(error('bayes-filter')).toBeLessThan(error('trained'))
    expect(error('trained')).toBeLessThan(error('constant'))
  })

  it('prints every strategy and reports progress to the end of each stage', () => {
    const text = settingBText(table)
    for (const { strategy } of table.rows) expect(text).toContain(strategy)
    expect(progress.at(-1)).toBe(1)
  })

  it('gives the same table for the same seed', async () => {
    const run = (seed: number) => reproduceSettingB(seed, undefined, tiny)
    expect(await run(3)).toEqual(await run(3))
  })
})
