import * as echarts from 'echarts'
import { page } from '../../../src/report/page/page'
import { aPlot } from '../a-plot'
import { policyScores } from '../a-policy-scores'
import { aSurfaceScore } from '../a-surface-score'
import { aHedge, aRecordingResult, aSummary, hedges } from '../a-summary'

const draw = (...args: Parameters<typeof aSummary>): string => {
  const summary = aSummary(...args)
  return page(echarts, summary, [])
}

const guardTable = (text: string): string => {
  const from = text.indexOf('aria-label="Guard')
  return text.slice(from, text.indexOf('</table>', from))
}

describe('page', () => {
  const whole = page(echarts, aSummary(), [aPlot()])

  test('draws the same bytes twice in one process', () => {
    expect(page(echarts, aSummary(), [aPlot()])).toBe(whole)
  })

  test('asks for nothing: no script, no address, no import', () => {
    expect(whole).not.toMatch(/<script|<img|<iframe|@import|url\((?!#)/)
    const addresses = [...whole.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)
    expect(addresses.filter((address) => !address.startsWith('#') && address !== 'data:,')).toEqual([])
  })

  test('holds no undefined, NaN or leftover object', () => {
    expect(whole).not.toMatch(/undefined|NaN|\[object/)
  })

  test('every anchor has its target and ids are unique', () => {
    const ids = [...whole.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const wanted = [...whole.matchAll(/(?:href="#|labelledby="|url\(#)([^")]*)/g)].map(([, id]) => id)
    expect(wanted.length).toBeGreaterThan(10)
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('says on how many bars the models were trusted, why not on others, and what drifted', () => {
    const trust = {
      bars: 1000,
      trustedShare: 0.9562,
      reasons: { 'features-unlike-training': 0.0401, recovering: 0.0037 },
      episodes: 13,
      longestBars: 712,
      silencedShare: 0,
      columns: [
        { name: 'log-return-1', psi: 0.02, ks: 0.03, trainingPsi: 1.4, trainingKs: 0.2, driftedShare: 0 },
        { name: 'vpin-50-240', psi: 2.11, ks: 0.61, trainingPsi: 1.36, trainingKs: 0.47, driftedShare: 0.25 },
      ],
    }
    const text = draw({ legs: [aRecordingResult({ trust })] })
    expect(text).toContain('95.62 %')
    expect(text).toMatch(/put aside 13 times, for\s+712\s+bars/)
    expect(text).toMatch(/features-unlike-training<\/th><td class="num">4\.01 %/)
    expect(text.indexOf('vpin-50-240')).toBeLessThan(text.indexOf('log-return-1'))
    expect(text).toContain('25.0 %')
    expect(text).not.toMatch(/undefined|NaN/)
  })

  test('shows the surface of the last snapshot and how it moved; figures where there are plots', () => {
    const { score, plots } = aSurfaceScore()
    const leg = aRecordingResult({ surface: score })
    const text = page(echarts, aSummary({ legs: [leg] }), [aPlot({ surface: plots })])
    const section = text.slice(text.indexOf('<h3>Implied volatility surface'), text.indexOf('<h3>Volatility forecast'))
    expect(section).toContain('BTC on deribit at 2024-08-30 08:00 UTC')
    expect(section).toContain('1,234 one-sided')
    expect(section).toMatch(/2024-09-06 08:00<\/th><td class="num">7\.00<\/td><td class="num">100\.7000/)
    expect(section).toMatch(/60\.00<\/td><td class="num">\+5\.00<\/td><td class="num">50\.00 to 70\.00/)
    expect(section).toMatch(/54\.00<\/td>(<td class="num">[^–]*<\/td>){2}(<td class="num">–<\/td>){3}/)
    expect(section.match(/<svg /g)).toHaveLength(1 + 3 + 2)
    expect(section).not.toContain('It is carried')
    expect(text).not.toMatch(/undefined|NaN/)
    expect(text).toContain('-surface-part">Implied volatility surface</a>')
    expect(draw({ legs: [leg] }).match(/<svg /g)).toHaveLength(1 + 1)
    const carried = draw({ legs: [aRecordingResult({ surface: { ...score, carried: 'no-quotes' } })] })
    expect(carried).toMatch(/It is carried from 2024-08-30 08:00: no-quotes since then/)
  })

  test('says why there is no surface of options that are quoted', () => {
    const surface = { kind: 'none', venue: 'deribit', symbol: 'BTC', reason: 'no expiry has quotes enough' } as const
    expect(draw({ legs: [aRecordingResult({ surface })] })).toContain(
      'BTC on deribit has option quotes and no surface: no expiry has quotes enough.',
    )
  })

  test('escapes every text that comes from outside', () => {
    const evil = `<img src=x onerror="alert('1')">&`
    const leg = aRecordingResult({
      series: evil,
      title: evil,
      verdict: [evil],
      hedging: [aHedge(evil, 0.06, { setting: evil }), ...hedges()],
    })
    const summary = aSummary({ legs: [leg] })
    const text = page(
      echarts,
      { ...summary, provenance: { ...summary.provenance, backend: evil, versions: { [evil]: evil } } },
      [aPlot({ series: evil })],
    )
    expect(text).not.toContain('<img')
    const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;'
    expect(text.split(escaped).length).toBeGreaterThan(8)
  })

  test.each([
    ['synthetic', 'SYNTHETIC DATA'],
    ['real', 'REAL DATA'],
  ] as const)('a %s leg has the banner %s above its results', (origin, words) => {
    const article = draw({ legs: [aRecordingResult({ origin })] }).split('<article')[1]
    expect(article.indexOf(words)).toBeGreaterThan(0)
    expect(article.indexOf(words)).toBeLessThan(article.indexOf('<table'))
  })

  test('names each leg by its own banner', () => {
    const articles = draw({ legs: [aRecordingResult(), aRecordingResult({ series: 'spx', origin: 'real' })] })
      .split('<article')
      .slice(1)
      .map((text) => text.slice(0, text.indexOf('</article>')))
    expect(articles.map((text) => text.includes('SYNTHETIC DATA'))).toEqual([true, false])
    expect(articles.map((text) => text.includes('REAL DATA'))).toEqual([false, true])
  })

  test('opens with the frontier and its sentences, then the strategies at equal tracking', () => {
    const [figure, standing, table] = ['<figure', 'class="standing wins"', '<table'].map((part) => whole.indexOf(part))
    expect(figure).toBeLessThan(standing)
    expect(standing).toBeLessThan(table)
    expect(whole.slice(figure, standing)).toContain('cost against tracking sd')
    expect(whole.slice(standing, table)).toContain('At equal tracking (95 % intervals) adaptive costs 13.0 %')
    const first = whole.slice(table, whole.indexOf('</table>', table))
    expect(first).toMatch(/\+44\.4 %<span class="ci">\[42\.4, 46\.4\]/)
    expect(first).toContain('beyond the grid')
    expect(first).not.toContain('No hedge')
  })

  test('tells the policy by regime and without its parts', () => {
    expect(whole).toMatch(/turbulent<\/th><td class="num">40\.0 %<\/td>/)
    expect(whole).toMatch(/without the classifier<\/th><td class="num">\+3\.1 %<span class="ci">\[2\.1, 4\.1\]/)
  })

  test('guards total P&L with intervals, in basis points, no-hedge in that table alone', () => {
    const table = guardTable(whole)
    for (const text of ['651.0', '[644.9, 657.1]', '+7.0', '[3.0, 11.0]', '−21.3', '[−25.4, −17.2]', '167.2', '409'])
      expect(table).toContain(text)
    expect(table.match(/class="num( best)?"/g)).toHaveLength(7 - 1 + 6 * 6)
    for (const setting of ['every 4 h', 'half-width 0.05', 'risk aversion 10', 'scale 0.8 / 1.1 / 1.9'])
      expect(table).toContain(setting)
    expect(whole.replace(table, '')).not.toContain('No hedge<')
    const rows = table.split('<tr').slice(2)
    expect(rows.map((row) => row.split('num best').length - 1)).toEqual([4, 0, 0, 0, 0, 0])
  })

  test('says plainly where a rival costs less', () => {
    const costSaved = policyScores().costSaved.map((saved) => ({ ...saved, value: -0.05, ci: [-0.07, -0.03] as const }))
    const beaten = draw({ legs: [aRecordingResult({ costSaved })] })
    expect(beaten).toContain('class="standing loses"')
    expect(beaten).toContain('5.0 % [3.0, 7.0] more than Fixed band')
  })

  test('puts recordings side by side where there are several', () => {
    expect(whole).not.toContain('All recordings at a glance')
    const both = draw({ legs: [aRecordingResult(), aRecordingResult({ series: 'spx', title: 'S&P 500' })] })
    expect(both.slice(both.indexOf('All recordings at a glance'))).toMatch(/402 of 2,016/)
  })

  test('leaves the oracle gap out where the truth is unknown', () => {
    expect(whole).toContain('38.0 to 86.0 %')
    expect(draw({ legs: [aRecordingResult({ oracleGapShare: undefined })] })).not.toContain(
      'known truth that adaptive captures',
    )
  })

  test('shows a part only where something is known about it, in the contents too', () => {
    const sections = (text: string): readonly string[] =>
      [...text.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title]) => title)
    const { training, ...evaluated } = aPlot()
    const without = page(echarts, aSummary(), [evaluated])
    expect(training).toHaveLength(2)
    expect(sections(whole)).toContain('Training')
    expect(sections(without)).toEqual(['Hedging', 'Market and regimes', 'Volatility forecast', 'Regime classifier'])
    expect(without).not.toContain('-training-part')
    expect(without).not.toContain('Nothing was kept')
  })

  test('draws a leg without plots, forecasts or hedges', () => {
    const bare = aRecordingResult({ forecast: [], hedging: [], frontier: [], costSaved: [] })
    const text = page(echarts, aSummary({ legs: [bare] }), [])
    expect(text).not.toContain('<svg')
    expect(text).toContain('No hedge was evaluated')
  })
})
