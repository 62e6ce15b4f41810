import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readColumns } from '../../../../training/studies/csv-gz'
import { reproduceForecasts } from '../../../../training/studies/forecasts/forecasts'
import { dailyHar, dailyLogHar, rollingQlike, wholeSampleFit } from '../../../../training/studies/forecasts/rolling-har'
import { describeWithData, realDataFolder } from '../../../support/real-data'
import { logAutoregression } from '../../baselines/simulated'

describe('small gzipped CSV', () => {
  const folder = mkdtempSync(join(tmpdir(), 'columns-'))
  const file = (text: string): string => {
    const path = join(folder, `${text.length}.csv.gz`)
    writeFileSync(path, gzipSync(text))
    return path
  }

  test('gives named columns, empty and NA cells as absent', () => {
    expect(readColumns(file('day,a,b\nx,1e-3,NA\ny,,-2.5\n'), ['b', 'a'])).toEqual({
      b: [undefined, -2.5],
      a: [0.001, undefined],
    })
  })

  test.each([
    ['a,b\n1,2\n3\n', 'line 3 has 1 of 2 cells'],
    ['a,b\n1,0x10\n', "'0x10' on line 2, column b"],
    ['a,b\n1,1e999\n', "'1e999' on line 2"],
    ['a,c\n1,2\n', 'no column b'],
  ])('refuses %j', (text, message) => {
    expect(() => readColumns(file(text), ['a', 'b'])).toThrow(
      expect.objectContaining({ code: 'bad-input', message: expect.stringContaining(message) }),
    )
  })
})

test('the fault of a missing data folder names the folder and the setting', () => {
  expect(() => reproduceForecasts('/nowhere')).toThrow(
    expect.objectContaining({ code: 'missing-data', message: expect.stringContaining('BANDSHIFT_DATA') }),
  )
})

test('rolling forecasts do not depend on the day they forecast or later days', () => {
  const { variance } = logAutoregression(300, 4)
  const changed = variance.map((v, t) => (t < 299 ? v : 3 * v))
  const total = (rv: Float64Array): number => rollingQlike(dailyHar(rv), rv, 100) * 200
  const { coefficients } = wholeSampleFit(dailyHar(variance))
  expect(coefficients).toHaveLength(4)
  // Only the last day's own loss may differ: RV/h − ln(RV/h) − 1 at the same h.
  const lastRatio = (total(changed) - total(variance) + Math.log(3)) / 2
  const before = rollingQlike(dailyHar(variance.slice(0, 299)), variance.slice(0, 299), 100) * 199
  expect(total(variance) - before).toBeCloseTo(lastRatio - Math.log(lastRatio) - 1, 8)
})

test('logs have lower rolling loss than levels on a log-normal variance', () => {
  const { variance } = logAutoregression(900, 3, 0.95, 0.5)
  expect(rollingQlike(dailyLogHar(variance), variance, 400)).toBeLessThan(
    rollingQlike(dailyHar(variance), variance, 400),
  )
})

describeWithData('realized-measures', 'forecast table', () => {
  const { har, harq, garch, qlikeRatio } = reproduceForecasts(realDataFolder)

  test('HAR on the S&P 500 set has the published coefficients', () => {
    har.coefficients.forEach((value, j) => expect(value).toBeCloseTo(har.published.coefficients[j], 7))
    expect(har.r2).toBeCloseTo(har.published.r2, 4)
  })

  test('HARQ has the published QLIKE', () => {
    expect(harq.qlike).toBeCloseTo(harq.published.qlike, 7)
  })

  test('GARCH on the mark against the pound meets the benchmark', () => {
    const { published } = garch
    expect(garch.mu / published.mu).toBeCloseTo(1, 4)
    expect(garch.omega / published.omega).toBeCloseTo(1, 4)
    expect(garch.alpha / published.alpha).toBeCloseTo(1, 4)
    expect(garch.beta / published.beta).toBeCloseTo(1, 5)
    expect(garch.logLikelihood).toBeCloseTo(published.logLikelihood, 3)
  })

  test('rolling QLIKE ratios to HAR round to the published ones', () => {
    const { spx, dji, published } = qlikeRatio
    for (const name of ['logHar', 'wlsHar', 'harq'] as const)
      expect(Math.abs(spx[name] - published.spx[name])).toBeLessThan(5.1e-4)
    expect(Math.abs(dji.logHar - published.dji.logHar)).toBeLessThan(5.1e-4)
  })
})
