import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as echarts from 'echarts'
import { Fault } from '../../src/core/error'
import type { RecordingPlots, Summary } from '../../src/report/summary'
import { reportFiles, writeReport } from '../../src/report/write-report'
import { aPlot } from './a-plot'
import { aForecast, aRecordingResult, aSummary } from './a-summary'

const refusal = (summary: Summary, plots: readonly RecordingPlots[] = []): Fault => {
  try {
    reportFiles(echarts, summary, plots)
  } catch (fault) {
    if (fault instanceof Fault) return fault
    throw fault
  }
  throw new Error('nothing was refused')
}

const json = (summary: Summary): string => reportFiles(echarts, summary, []).get('summary.json')!

describe('report files', () => {
  test('summary.json reads back as the summary, absent values left out, a newline at the end', () => {
    const summary = aSummary()
    expect(json(summary).endsWith('}\n')).toBe(true)
    expect(JSON.parse(json(summary))).toEqual(JSON.parse(JSON.stringify(summary)))
    expect(json(aSummary({ legs: [aRecordingResult({ oracleGapShare: undefined })] }))).not.toContain('oracleGapShare')
  })

  test('the order in which keys were set does not change the bytes', () => {
    const { qlike } = aForecast()
    const turned = aForecast({ qlike: Object.fromEntries(Object.entries(qlike).reverse()) })
    expect(Object.keys(turned.qlike)).not.toEqual(Object.keys(qlike))
    const files = [aForecast(), turned].map((score) => [
      ...reportFiles(echarts, aSummary({ legs: [aRecordingResult({ forecast: [score] })] }), []),
    ])
    expect(files[1]).toEqual(files[0])
  })

  test.each([NaN, Infinity, -Infinity])('refuses %d and names its path', (value) => {
    const fault = refusal(
      aSummary({ legs: [aRecordingResult({ forecast: [aForecast(), aForecast({ ratioToLogHar: value })] })] }),
    )
    expect(fault.code).toBe('numerical-domain')
    expect(fault.message).toBe(`summary.forecast[1].ratioToLogHar is ${value}, not a finite number`)
  })

  test('refuses a plot with a number that is not finite, and one whose arrays differ in length', () => {
    const { market } = aPlot()
    const holed = { ...market, close: market.close.map((close, t) => (t === 3 ? NaN : close)) }
    expect(refusal(aSummary(), [aPlot({ market: holed })]).message).toContain('plots[0].market.close[3] is NaN')
    const ragged = refusal(aSummary(), [aPlot({ market: { ...market, close: market.close.slice(1) } })])
    expect(ragged.code).toBe('bad-input')
    expect(ragged.message).toBe('plots[0].market.close has 12479 values where plots[0].market.time has 12480')
  })

  test('CSV tables hold full precision, one row a strategy, model or classifier', () => {
    const files = reportFiles(echarts, aSummary(), [])
    const hedging = files.get('hedging.csv')!.split('\n')
    expect(hedging).toHaveLength(1 + 6 + 1)
    expect(hedging[0].startsWith('series,strategy,setting,paths,cost,costLow,costHigh,meanPnl')).toBe(true)
    expect(hedging[6].startsWith('regimes,adaptive,scale 0.8 / 1.1 / 1.9,3016,0.00091,0.00089,')).toBe(true)
    expect(hedging[6].endsWith(',,,,,,')).toBe(true)
    expect(files.get('forecast.csv')!.split('\n')).toHaveLength(1 + 2 * 6 + 1)
    expect(files.get('forecast.csv')).toContain('regimes,6h,72,11904,logHar,0.3301,2.2e-12,1,true,,\n')
    expect(files.get('regime.csv')!.split('\n')).toHaveLength(1 + 4 + 1)
  })

  test('writes the same files twice, and nothing where the input is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-'))
    const names = ['forecast.csv', 'hedging.csv', 'index.html', 'regime.csv', 'summary.json']
    const read = (at: string) => names.map((name) => readFileSync(join(folder, at, name), 'utf8'))
    const small = [aPlot({ volatility: [], training: [] })]
    await writeReport(join(folder, 'a/deep'), aSummary(), small)
    await writeReport(join(folder, 'b'), aSummary(), small)
    expect(readdirSync(join(folder, 'b')).sort()).toEqual(names)
    expect(read('b')).toEqual(read('a/deep'))
    const bad = aSummary({ legs: [aRecordingResult({ barSeconds: NaN })] })
    await expect(writeReport(join(folder, 'c'), bad, [])).rejects.toThrow('summary.legs[0].barSeconds')
    expect(readdirSync(folder).sort()).toEqual(['a', 'b'])
    rmSync(folder, { recursive: true })
  })
})
