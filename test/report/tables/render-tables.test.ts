import { hedgingTable } from '../../../src/report/tables/hedging-table'
import { renderTables } from '../../../src/report/tables/render-tables'
import { frame } from '../../../src/report/tables/text-table'
import { policyScores } from '../a-policy-scores'
import { aHedge, aRecordingResult, aSummary, hedges } from '../a-summary'

const lineWith = (text: string, words: string): number => text.split('\n').findIndex((line) => line.includes(words))

describe('renderTables', () => {
  const text = renderTables(aSummary())

  test('begins with the strategies at equal tracking, without no-hedge', () => {
    const first = text.slice(text.indexOf('adaptive saves'), text.indexOf('Adaptive by called regime'))
    expect(
      first
        .split('\n')
        .slice(2)
        .flatMap((line) => line.match(/^[A-Z].*?(?= {2})/) ?? []),
    ).toEqual([
      'Adaptive',
      'Whalley-Wilmott at our forecast',
      'Whalley-Wilmott at log-HAR',
      'Fixed band',
      'Fixed interval',
      'Leland at log-HAR',
    ])
    expect(first).toMatch(/Whalley-Wilmott at log-HAR +\+13\.0 % \[11\.0, 15\.0\] +10\.46 +41\.00/)
    expect(first).toMatch(/Leland at log-HAR +beyond the grid +–/)
  })

  test('tells width, interval, cost and tracking by regime, and what each part is worth', () => {
    expect(text).toMatch(/^calm +60\.0 % +0\.0400 +2 h +14\.0 +0\.80 +11\.00$/m)
    expect(text).toMatch(/^turbulent +40\.0 % +0\.0600 +10 min +160\.0 +2\.10 +24\.00$/m)
    expect(text).toMatch(/^without the classifier +\+3\.1 % \[2\.1, 4\.1\] +12\.48/m)
  })

  test('ends with the guard by entropic price, no-hedge in it alone', () => {
    const order = ['adaptive', 'zakamouline', 'whalley-wilmott', 'fixed-band', 'fixed-interval', 'no-hedge']
    const lines = order.map((strategy) => lineWith(text, `${strategy} `))
    expect(lines).toEqual([...lines].sort((a, b) => a - b))
    expect(text.match(/no-hedge/g)).toHaveLength(1)
  })

  test('holds every model and classifier with its scores', () => {
    expect(text).toMatch(/^bandshift +0\.3117\* +0\.3117\*/m)
    expect(text).toMatch(/^GARCH\(1,1\) +0\.4417 +0\.4417/m)
    expect(text).toMatch(/^hmm +0\.823 +0\.455 +0\.249 +0\.021 +14\.20 +10\.40$/m)
    expect(text).toMatch(/^DM statistic +−2\.41 +−0\.62/m)
  })

  test('prints a banner line above the results of each leg', () => {
    const both = renderTables(
      aSummary({ legs: [aRecordingResult(), aRecordingResult({ series: 'spx', title: 'S&P 500', origin: 'real' })] }),
    )
    expect(both.startsWith('SYNTHETIC DATA · Simulated market')).toBe(true)
    const real = lineWith(both, 'REAL DATA · S&P 500 (spx)')
    const models = both.split('\n').flatMap((line, i) => (line.startsWith('model ') ? [i] : []))
    expect(models[0]).toBeLessThan(real)
    expect(models[1]).toBeGreaterThan(real)
  })

  test('says where a rival costs less', () => {
    const dear = policyScores().costSaved.map((saved) => ({ ...saved, value: -0.036, ci: [-0.06, -0.01] as const }))
    expect(renderTables(aSummary({ legs: [aRecordingResult({ costSaved: dear })] }))).toContain(
      'costs 3.6 % [1.0, 6.0] more than Whalley-Wilmott at log-HAR',
    )
  })

  test('a title cannot drive the terminal or break the line', () => {
    const evil = renderTables(aSummary({ legs: [aRecordingResult({ title: '\u001b[2Jgone\nREAL DATA' })] }))
    expect(evil).not.toContain('\u001b')
    expect(evil.split('\n')[0]).toContain('REAL DATA')
  })

  test('prints a leg without forecasts or hedges', () => {
    expect(renderTables(aSummary({ legs: [aRecordingResult({ forecast: [], hedging: [] })] }))).toContain(
      '(no forecast was scored)',
    )
  })
})

test('a frame keeps doubles exactly, absent cells as null', () => {
  const price = 0.06512345678901234
  const hedging = frame(hedgingTable([aHedge('leland', price), ...hedges()]))
  expect(hedging.column('entropicPrice').values).toEqual([price, ...hedges().map(({ entropicPrice }) => entropicPrice)])
  expect(hedging.column('excessOverAdaptive').values).toContain(null)
})
