import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../../src/app/config/file/load-config'
import { writeConfig } from '../../../../src/app/config/file/write-config'
import { parseSettings } from '../../../../src/app/config/settings'
import { aCard } from '../../../core/execution/a-card'
import { aFile, configOf, lookup, problemsOf, withValue, type Path } from './a-file'

const at =
  (portfolio: number) =>
  (...path: Path): Path => ['portfolios', portfolio, 'execution', ...path]
const [planned, slices] = [at(0), at(1)]
const cppi = {
  ...{ kind: 'cppi', floor: 800 },
  policy: {
    ...{ maxMultiplier: 5, confidence: 0.99, gapInterval: 600, minInterval: 60, maxExposureShare: 1, tolerance: 0.1 },
    ...{ toleranceMultipliers: [1], toleranceFloor: 0, toleranceCeiling: 0.5, insideShare: 0.5, diffusionShare: 0.5 },
  },
}

test('an execution is read with its defaults, and its cost card from its file', () => {
  const [calls, weights] = configOf(aFile()).portfolios
  expect(calls.execution).toMatchObject({ kind: 'planned', card: aCard({ symbol: 'BTC-PERPETUAL', venue: 'deribit' }) })
  expect(weights.execution).toMatchObject({ slices: 4, spacing: 30, participation: { share: 0.05 } })
  expect(configOf(withValue(aFile(), planned(), undefined)).portfolios[0].execution).toBeUndefined()
  expect(configOf(withValue(aFile(), planned(), { kind: 'single' })).portfolios[0].execution).toEqual({
    kind: 'single',
  })
  expect(configOf(withValue(aFile(), slices('slices'), undefined)).portfolios[1].execution).toMatchObject({ slices: 1 })
})

test('what is printed is read again, the card inside', () => {
  const config = configOf(aFile())
  const printed = writeConfig(config)
  expect(printed).toContain('kind: cost-card')
  const again = withValue(
    aFile(),
    planned('card'),
    JSON.parse(JSON.stringify(aCard({ venue: 'deribit', symbol: 'BTC-PERPETUAL' }))),
  )
  expect(configOf(again).portfolios[0]).toEqual(config.portfolios[0])
})

test('a card lies beside the configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-config-'))
  try {
    mkdirSync(join(folder, 'cards'))
    writeFileSync(
      join(folder, 'cards', 'btc.json'),
      JSON.stringify(aCard({ venue: 'deribit', symbol: 'BTC-PERPETUAL' })),
    )
    writeFileSync(join(folder, 'bandshift.json'), JSON.stringify(aFile()))
    const settings = parseSettings({ BANDSHIFT_CONFIG: join(folder, 'bandshift.json') })
    expect(loadConfig(settings, lookup).portfolios[0].execution).toMatchObject({ card: { dailyVolume: 10_000 } })
    rmSync(join(folder, 'cards'), { recursive: true })
    expect(() => loadConfig(settings, lookup)).toThrow('names a cost card: there is no such file')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each<[string, Path, unknown, string]>([
  ['a kind that there is not', slices('kind'), 'twap', 'execution.kind: is one of single, slices, planned'],
  ['a slice without a limit', slices(), { kind: 'slices', spacing: 30 }, 'slices: is 2 or more, or a participation'],
  ['a share of everything', slices('participation', 'share'), 1.5, 'share: is at most 1, not 1.5'],
  ['a card that is not there', planned('card'), 'cards/no.json', 'card: names a cost card: there is no such file'],
  [
    'a card that is none',
    planned('card'),
    'cards/broken.json',
    "as 'bandshift calibrate-costs --json' writes it: gas is at least 0, not -1",
  ],
  ['a card cut short', planned('card'), 'cards/cut.json', 'writes it: is missing: a section is needed'],
  ['the card of another instrument', planned('card'), 'cards/eth.json', 'is that of deribit/ETH-PERPETUAL'],
  [
    'slices beyond the interval',
    slices('spacing'),
    7_200,
    'lies within minInterval and maxInterval, 1 to 3600 seconds',
  ],
  ['slices that the order rate stops', slices('spacing'), 5, 'spacing: is at least 10: limits.ordersPerMinute'],
  ['a plan too short for two slices', planned('maxSeconds'), 15, 'maxSeconds: is at least 20'],
  ['slices of an insurance', ['portfolios', 1, 'mandate'], cppi, 'kind: is single for an insured portfolio'],
])('%s is refused with its place', (_, path, value, message) => {
  const problems = problemsOf(withValue(aFile(), path, value)).join('\n')
  expect(problems).toContain(message)
  expect(problems).not.toMatch(/undefined|NaN|\[object/)
})

test('an allocation is not planned by a card of one instrument', () => {
  const { execution } = (aFile() as { portfolios: { execution: unknown }[] }).portfolios[0]
  expect(problemsOf(withValue(aFile(), slices(), execution)).join()).toContain('kind: is single or slices')
})
