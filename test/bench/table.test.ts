import { meets, type Measurement } from '../../bench/measurement'
import type { BenchResult } from '../../bench/results'
import { figure, markdown, textTable } from '../../bench/table'

const aMeasurement = (more: Partial<Measurement> = {}): Measurement => ({
  ...{ case: 'columns', value: 3_500_000, unit: 'options/s', peakRssMiB: 71.6 },
  ...more,
})

const aResult = (more: Partial<BenchResult> = {}): BenchResult => ({
  ...{ name: 'greeks', short: false, seconds: 5, peakRssMiB: 72, measurements: [aMeasurement()] },
  machine: { cpu: 'A processor', cores: 2, memoryGiB: 8, platform: 'linux x64' },
  ...{ node: '20.20.2', commit: 'abc', takenAt: '2025-01-01T00:00:00.000Z' },
  ...more,
})

test('a target is met or missed, and nothing where there is none', () => {
  expect(meets(aMeasurement())).toBeUndefined()
  expect([3e6, 3.5e6, 4e6].map((atLeast) => meets(aMeasurement({ target: { atLeast } })))).toEqual([true, true, false])
  expect([3e6, 3.5e6, 4e6].map((atMost) => meets(aMeasurement({ target: { atMost } })))).toEqual([false, true, true])
})

test('figures have about three digits that count', () => {
  expect([7_188_327.9, 163.2, 12.345, 0.03012].map(figure)).toEqual(['7,188,328', '163', '12.35', '0.030'])
})

test('the text table has a line a measurement, the name on the first of a bench', () => {
  const measurements = [aMeasurement({ target: { atLeast: 4e6 } }), aMeasurement({ case: 'objects', value: 12 })]
  const lines = textTable([aResult({ measurements })]).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^greeks +columns +3,500,000 +options\/s +≥ 4,000,000: missed +72$/)
  expect(lines[2]).toMatch(/^ +objects +12\.00 +options\/s +72$/)
})

test('the page states command and machine above the table, once where there is one machine', () => {
  const page = markdown([aResult(), aResult({ name: 'demo' })])
  expect(page).toContain('`npm run bench`')
  expect(page.match(/A processor, 2 cores, 8 GiB, linux x64, Node 20\.20\.2, commit abc/g)).toHaveLength(1)
  expect(page.indexOf('A processor')).toBeLessThan(page.indexOf('| greeks |'))
})

test('results of another machine and short runs are told apart', () => {
  const page = markdown([aResult(), aResult({ name: 'demo', node: '22.1.0', short: true })])
  expect(page).toContain('- greeks: A processor')
  expect(page).toMatch(/- demo: .*Node 22\.1\.0, commit abc \(short run: not a benchmark\)/)
})
