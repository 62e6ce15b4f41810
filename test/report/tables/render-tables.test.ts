import { hedgingTable } from '../../../src/report/tables/hedging-table'
import { renderTables } from '../../../src/report/tables/render-tables'
import { frame } from '../../../src/report/tables/text-table'
import { aHedge, aRecordingResult, aSummary, hedges } from '../a-summary'

const lineWith = (text: string, words: string): number => text.split('\n').findIndex((line) => line.includes(words))

describe('renderTables', () => {
  const text = renderTables(aSummary())

  test('holds every strategy in both tables, by entropic price', () => {
    for (const { strategy } of hedges()) expect(text.match(new RegExp(`^${strategy} `, 'gm'))).toHaveLength(2)
    const order = ['adaptive', 'zakamouline', 'whalley-wilmott', 'fixed-band', 'fixed-interval', 'no-hedge']
    const lines = order.map((strategy) => text.split('\n').findIndex((line) => line.startsWith(`${strategy} `)))
    expect(lines).toEqual([...lines].sort((a, b) => a - b))
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

  test('says where adaptive does not win', () => {
    const beaten = renderTables(
      aSummary({ legs: [aRecordingResult({ hedging: [...hedges(), aHedge('leland', 0.0641)] })] }),
    )
    expect(beaten).toContain('Adaptive does not win: Leland')
    expect(text).not.toContain('does not win')
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
