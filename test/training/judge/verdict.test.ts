import { verdictOf } from '../../../training/judge/verdict'
import { aForecast, aRecordingResult } from '../../report/a-summary'

const sentences = (over: Parameters<typeof aForecast>[0], beaten: Parameters<typeof verdictOf>[0]['beaten'] = []) => {
  const result = aRecordingResult({ forecast: [aForecast({ horizon: '1h', horizonBars: 1, ...over })] })
  return verdictOf({ ...result, beaten }, 30).filter((sentence) => /^(Volatility|Over)/.test(sentence))
}
const dm = { statistic: -4, pValue: 0.00005 }

describe('the sentence on a forecast', () => {
  test('names every baseline that beats it beyond chance, whatever log-HAR does', () => {
    const baselines = [
      { model: 'harq', ratio: 3.275, pValue: 1e-6 },
      { model: 'ewma', ratio: 1.12, pValue: 0.03 },
      { model: 'har', ratio: 1.1, pValue: 0.2 },
      { model: 'logHar', ratio: 0.283, pValue: 0.00005 },
    ]
    expect(sentences({ ratioToLogHar: 0.283, dm, n: 1028, baselines })).toEqual([
      'Volatility over 1h: QLIKE 71.7 % below log-HAR, significant (DM p = 0.000050, n = 1028); better than the forecaster beyond chance: HARQ (3.28 times its, DM p = 0.0000010), EWMA (12.0 % above its, DM p = 0.030).'
        .replace('3.28', (3.275).toFixed(2))
        .replace('0.0000010', (1e-6).toPrecision(2)),
    ])
  })

  test('names the best baseline where none beats it, and says where that is log-HAR', () => {
    const best = { model: 'garch', ratio: 1.04, pValue: 0.3 }
    const logHar = { model: 'logHar', ratio: 1, pValue: 1 }
    const same = { statistic: 0, pValue: 1 }
    expect(sentences({ ratioToLogHar: 1, dm: same, n: 50, baselines: [best, logHar] })).toEqual([
      'Volatility over 1h: the forecaster found nothing to add to log-HAR (n = 50); the best baseline is GARCH(1,1): 4.0 % above it, within chance (DM p = 0.30).',
    ])
    expect(sentences({ ratioToLogHar: 0.9, dm, n: 50, baselines: [{ ...logHar, ratio: 0.9 }] })).toEqual([
      'Volatility over 1h: QLIKE 10.0 % below log-HAR, significant (DM p = 0.000050, n = 50); log-HAR is the best baseline.',
    ])
  })

  test('says what serves where a baseline beat the forecaster while it was trained', () => {
    const beaten = { kind: 'beaten', measure: 'qlike 1', by: 'har', ratio: 1.3, p: 0.01, serves: 'log-har' } as const
    expect(sentences({}, [beaten])[1]).toBe(
      'Over 1h the forecaster was beaten beyond chance on the folds of its training by HAR (QLIKE 30.0 % above its, p = 0.010); log-HAR serves there in its place.',
    )
    expect(sentences({}, [{ ...beaten, by: 'seasonalLogHar', serves: 'seasonal-log-har' }])[1]).toContain(
      'by seasonal log-HAR (QLIKE 30.0 % above its, p = 0.010); seasonal log-HAR serves there in its place.',
    )
    expect(sentences({}, [{ ...beaten, serves: 'nothing' }])[1]).toContain(
      'neither log-HAR nor seasonal log-HAR is level with it there',
    )
  })
})
