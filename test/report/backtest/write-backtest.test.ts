import * as echarts from 'echarts'
import type { Backtest } from '../../../src/report/backtest/backtest'
import { backtestFiles } from '../../../src/report/backtest/write-backtest'

const measured = (value: number) => ({ value, ci: [value - 0.001, value + 0.001] as const })

const result: Backtest = {
  mandate: 'hedge',
  title: 'two <paths> & a half',
  origin: 'synthetic',
  paths: 1200,
  steps: 720,
  stepSeconds: 3600,
  overlap: 28,
  volSource: 'truth',
  seed: 7,
  strategies: [
    {
      strategy: 'every-step',
      setting: '',
      measures: { cost: measured(0.0044), floorBreaches: measured(0.02) },
      excess: undefined,
    },
    {
      strategy: 'fixed-band',
      setting: 'halfWidth 0.05',
      measures: { cost: measured(0.0011), floorBreaches: measured(0.03) },
      excess: { cost: measured(-0.0033), floorBreaches: measured(0.01) },
    },
  ],
}

const files = backtestFiles(echarts, result)
const page = files.get('index.html') ?? ''

test('the page names its origin, escapes text, shows every measure with interval and excess, and draws a chart a measure', () => {
  expect(page).toContain('SYNTHETIC DATA')
  expect(page).toContain('two &lt;paths&gt; &amp; a half')
  expect(page).toContain('blocks of 28')
  expect(page).toContain('Delta every step')
  expect(page).toContain('Floor breaches')
  expect(page).toContain('44<span class="ci">[34, 54]</span>')
  expect(page).toContain('−33<span class="ci">[−43, −23]</span>')
  expect(page.match(/<svg /g)).toHaveLength(2)
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
})

test('json and csv carry the numbers at full precision', () => {
  expect(JSON.parse(files.get('backtest.json') ?? '')).toEqual(JSON.parse(JSON.stringify(result)))
  const rows = (files.get('backtest.csv') ?? '').trimEnd().split('\n')
  expect(rows).toHaveLength(1 + 4)
  expect(rows[3]).toBe(
    `fixed-band,halfWidth 0.05,cost,${[0.0011, 0.0011 - 0.001, 0.0011 + 0.001, -0.0033, -0.0033 - 0.001, -0.0033 + 0.001].join(',')}`,
  )
})

test('the same result gives the same bytes', () => {
  expect(backtestFiles(echarts, result)).toEqual(files)
})

test('a number that is not finite is refused by its path', () => {
  const [first] = result.strategies
  const broken = { ...result, strategies: [{ ...first, measures: { cost: measured(NaN) } }] }
  expect(() => backtestFiles(echarts, broken)).toThrow('backtest.strategies[0].measures.cost.value is NaN')
})
