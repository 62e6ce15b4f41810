import { recentWindow } from '../../../src/core/features/realized-variance'
import { startRank } from '../../../src/core/features/toxicity-rank'
import { callRegimes } from '../../../src/core/reading/regime/caller'
import { startMarket } from '../../../src/core/reading/start-market'
import { startTrust } from '../../../src/core/reading/trust/start-trust'
import { defaultTrust } from '../../../src/core/reading/trust/trust-limits'
import { scoreTrust } from '../../../training/judge/trust-part'
import { trailingMean } from '../../../training/statistics/sliding-mean'
import { digestOf, foldAll, instrument, type FoldedMarket } from './a-folded-market'

/** Event by event a market gives the values of training's batch. */
export const parity = (folded: () => FoldedMarket): void => {
  test('makes the same decision bars', () => {
    const { batch, readings } = folded()
    expect(readings.map(({ bar }) => bar)).toEqual([...batch.prepared.market.bars])
  })

  test('makes the same feature rows, bit by bit', () => {
    const { models, batch, readings } = folded()
    const { columns, x, first, rows } = batch.prepared.dataset
    expect(models.market.columns).toEqual(columns)
    expect(readings.findIndex(({ row }) => row !== undefined)).toBe(first)
    expect(readings.length - first).toBe(rows)
    const live = new Float64Array(rows * columns.length)
    readings.slice(first).forEach(({ row }, i) => live.set(row ?? [], i * columns.length))
    expect(Buffer.compare(Buffer.from(live.buffer), Buffer.from(x.slice().buffer))).toBe(0)
  })

  test('gives the same posteriors, called regimes and volatilities', () => {
    const { models, batch, readings } = folded()
    const { term, posterior, states, shares, quantiles, levels } = batch.predictions
    const { barsPerYear } = batch.prepared.dataset.series
    const called = callRegimes(posterior.subarray(term.first * states), shares, models.market.margin)
    let agreeing = 0
    const worst = { posterior: 0, vol: 0, low: 0 }
    const note = (name: keyof typeof worst, error: number): void => {
      worst[name] = Math.max(worst[name], Number.isFinite(error) ? Math.abs(error) : Infinity)
    }
    for (let bar = term.first; bar < readings.length; bar++) {
      const reading = readings[bar]
      reading.posterior.forEach((p, k) => note('posterior', p - posterior[bar * states + k]))
      if (reading.regime === called[bar - term.first]) agreeing++
      term.horizons.forEach((bars, h) => {
        const { years, vol } = reading.volatility[h]
        note('vol', vol / Math.sqrt(term.variance[h][bar] * barsPerYear) - 1 + (years - bars / barsPerYear))
        const low = quantiles[(bar * term.horizons.length + h) * levels.length]
        note('low', reading.interval[h].low / Math.sqrt(Math.exp(low) * barsPerYear) - 1)
        if (!(reading.interval[h].high > reading.interval[h].low)) note('low', Infinity)
      })
    }
    expect(readings.slice(term.first).every(({ trust }) => trust.kind === 'models')).toBe(true)
    expect(worst.posterior).toBeLessThan(1e-5)
    expect(worst.vol).toBeLessThan(1e-5)
    expect(worst.low).toBeLessThan(1e-5)
    // A posterior on the very margin may be called either way.
    expect(agreeing).toBeGreaterThanOrEqual(readings.length - term.first - 2)
  })

  test('trusts its models on the same bars, for the same reasons', () => {
    const { models, batch, trained } = folded()
    const strict = { ...defaultTrust, maxUnlike: 0.02, driftExcess: 1, maxDrifted: 0.05, calmDays: 0.005 }
    const { dataset, market } = batch.prepared
    const all = { from: dataset.first, to: dataset.series.length }
    const rows = { ...dataset, bars: market.bars }
    const { score, trusted } = scoreTrust(rows, batch.predictions, { ...batch.judged, limits: strict }, all)
    const live = startMarket({ instrument, models: models.market, trust: (judged) => startTrust(strict, judged) })
    const readings = foldAll(live, trained.events).slice(dataset.first)
    expect(readings.map(({ trust }) => trust.kind === 'models')).toEqual(trusted)
    expect(new Set(trusted).size).toBe(2)
    for (const [reason, share] of Object.entries(score.reasons)) {
      const held = readings.filter(({ trust }) => trust.kind === 'baseline' && trust.reasons.includes(reason))
      expect(held.length / readings.length).toBeCloseTo(share, 12)
    }
    expect(score.columns.map(({ name }) => name)).toEqual(models.market.columns)
    expect(models.market.trainedOn).toEqual(batch.judged.trainedOn)
  })

  test('gives the same toxicity ranks and realized volatility', () => {
    const { batch, readings } = folded()
    const { columns, x, first, rows, series } = batch.prepared.dataset
    const { barsPerDay, lags } = batch.prepared.market.profile
    const window = recentWindow(lags, barsPerDay)
    const recent = trailingMean(series.variance, window)
    const rank = startRank(10 * barsPerDay)
    const vpin = columns.findIndex((name) => name.startsWith('vpin'))
    let worst = 0
    const ranks = Array.from({ length: rows }, (_, i) => rank(x[i * columns.length + vpin]))
    expect(readings.slice(first).map(({ toxicityPercentile }) => toxicityPercentile)).toEqual(ranks)
    for (let i = 0; i < rows; i++) {
      const wanted = Math.sqrt(recent[first + i] * series.barsPerYear)
      worst = Math.max(worst, Math.abs((readings[first + i].realizedVol ?? Infinity) / wanted - 1))
    }
    expect(worst).toBeLessThan(1e-12)
  })

  test('reads the same after a restart in the middle of a bar that reads the recorded events again', () => {
    const { trained, models, readings } = folded()
    const cut = Math.floor(trained.events.length / 2) + 1
    const once = startMarket({ instrument, models: models.market })
    const before = foldAll(once, trained.events.slice(0, cut))
    const again = startMarket({ instrument, models: models.market })
    foldAll(again, trained.events.slice(0, cut))
    expect(again.state()).toEqual(once.state())
    const after = foldAll(again, trained.events.slice(cut))
    expect(digestOf([...before, ...after])).toBe(digestOf(readings))
  })

  test('reads the same after a restart that reads recorded bars, but for what a session’s first bar carries', () => {
    const { trained, models, readings } = folded()
    const half = Math.floor(readings.length / 2)
    const closed = readings[half - 1].bar.timestamp
    const market = startMarket({ instrument, models: models.market })
    market.warmUp(readings.slice(0, half).map(({ bar }) => bar))
    expect(market.state()).toMatchObject({
      barTime: closed,
      bars: half,
      spot: readings[half - 1].bar.close,
      posterior: readings[half - 1].posterior,
      toxicityPercentile: readings[half - 1].toxicityPercentile,
    })
    const tail = foldAll(
      market,
      trained.events.filter(({ timestamp }) => timestamp >= closed),
    )
    expect(tail.length).toBe(readings.length - half)
    expect(tail.slice(-60).map(({ bar }) => bar)).toEqual(readings.slice(-60).map(({ bar }) => bar))
    tail.slice(-60).forEach(({ volatility }, i) => {
      const { volatility: wanted } = readings[readings.length - 60 + i]
      volatility.forEach(({ vol }, h) => expect(Math.abs(vol / wanted[h].vol - 1)).toBeLessThan(1e-3))
    })
  })

  test('carries on under newly promoted models from the bars that were kept', () => {
    const { trained, models, readings } = folded()
    const market = startMarket({ instrument, models: { ...models.market, margin: 0.9 } })
    foldAll(market, trained.events)
    market.useModels(models.market)
    const last = readings[readings.length - 1]
    expect(market.state()).toMatchObject({
      posterior: last.posterior,
      volatility: last.volatility,
      regime: last.regime,
    })
    const { grid } = models.market
    expect(() => market.useModels({ ...models.market, grid: { ...grid, barSeconds: 300 } })).toThrow('other bars')
  })
}
