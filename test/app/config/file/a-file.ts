import { configChecker, type Overrides } from '../../../../src/app/config/file/check-config'
import { writeProblem } from '../../../../src/app/config/file/problem'
import type { ServiceConfig } from '../../../../src/app/config/file/schema'
import { aCard } from '../../../core/execution/a-card'

export const environment: Readonly<Record<string, string>> = {
  ALICE_TOKEN: 'alice-hunter2-alice-hunter2',
  KEY: 'key-hunter2-key',
  KEY_SECRET: 'secret-hunter2-secret',
  HOOK: 'https://hooks.example.org/hunter2',
  BOT: '123:hunter2',
}

export const lookup = (name: string): string | undefined => environment[name]

/** Files beside the configuration. */
const files: Readonly<Record<string, string>> = {
  'cards/btc.json': JSON.stringify(aCard({ venue: 'deribit', symbol: 'BTC-PERPETUAL' })),
  'cards/eth.json': JSON.stringify(aCard({ venue: 'deribit', symbol: 'ETH-PERPETUAL' })),
  'cards/broken.json': JSON.stringify({ ...aCard(), gas: -1 }),
  'cards/cut.json': '{"kind": "cost-card"',
}

const check = configChecker(lookup, (path) => (Object.hasOwn(files, path) ? files[path] : undefined))

type Tree = Record<string, unknown>

/** A configuration that uses every part of the file. */
export const aFile = (): Tree => ({
  service: {
    host: '10.0.0.1',
    port: 9000,
    hosts: ['hedge.example.org'],
    viewers: 4,
    operators: [{ name: 'alice', token: '${ALICE_TOKEN}' }],
  },
  feeds: [
    { kind: 'deribit', name: 'deribit', instruments: ['deribit/BTC-PERPETUAL'], sandbox: true },
    {
      kind: 'tardis',
      name: 'binance',
      exchange: 'binance-futures',
      instruments: ['binance-futures/BTCUSDT'],
      apiKey: '${KEY}',
    },
  ],
  venues: [
    {
      kind: 'ccxt',
      name: 'deribit',
      exchange: 'deribit',
      sandbox: true,
      apiKey: '${KEY}',
      secret: '${KEY_SECRET}',
    },
    {
      kind: 'paper',
      name: 'paper',
      seed: 3,
      latency: { leastSeconds: 0.1, meanSeconds: 0.2 },
      rejectRate: 0.01,
      thinRate: 0.02,
      patienceSeconds: 4,
      instruments: {
        'BTC-PERPETUAL': {
          market: 'deribit/BTC-PERPETUAL',
          lot: 0.001,
          minLots: 1,
          tick: 0.5,
          fee: 0.0005,
          impact: { coefficient: 0.1, volume: 100 },
        },
      },
    },
  ],
  models: { registry: 'registry', steward: 'advise' },
  portfolios: [
    {
      id: 'calls',
      instrument: 'deribit/BTC-PERPETUAL',
      venue: 'deribit',
      symbol: 'BTC_USDC-PERPETUAL',
      mandate: {
        kind: 'hedge',
        strategy: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1, seconds: 60 },
        options: [
          { type: 'call', strike: 60_000, expiry: '2027-01-29T08:00:00Z', quantity: -1, multiplier: 1, premium: 900 },
        ],
        scale: { contracts: 1, price: 60_000 },
      },
      cash: 1000,
      rate: 0.01,
      costs: { fee: 0.0005, fixed: 0 },
      limits: {
        orderNotional: 100_000,
        positionNotional: 200_000,
        dailyTurnover: 1_000_000,
        ordersPerMinute: 6,
        slippage: 0.002,
        price: { leastSources: 2, maxAge: 30, maxDeviation: 0.01 },
        margin: {
          model: {
            kind: 'linear',
            parameters: {
              mode: 'cross',
              tiers: [
                { upTo: 1_000_000, initial: 0.02, maintenance: 0.01 },
                { initial: 0.05, maintenance: 0.025 },
              ],
            },
          },
          leastRatio: 1.5,
          leastDistance: 0.1,
        },
        dailyLoss: 5_000,
      },
      execution: {
        kind: 'planned',
        card: 'cards/btc.json',
        riskAversion: 1e-6,
        maxSeconds: 300,
        latencyMilliseconds: 50,
      },
      references: ['binance-futures/BTCUSDT'],
      minInterval: 1,
      maxInterval: 600,
    },
    {
      id: 'weights',
      instrument: 'deribit/BTC-PERPETUAL',
      venue: 'paper',
      symbol: 'BTC-PERPETUAL',
      mandate: {
        kind: 'allocation',
        policy: {
          band: { kind: 'relative', share: 0.1 },
          multipliers: [1, 1, 1],
          floor: 0.01,
          ceiling: 0.2,
          cashHalfWidth: 0.05,
          insideShare: 0.5,
          minTrade: 10,
          shorting: false,
          diffusionShare: 0.5,
          minInterval: 60,
          maxInterval: 3600,
        },
        instruments: ['deribit/BTC-PERPETUAL'],
        targets: [0.6],
      },
      cash: 1000,
      rate: 0,
      costs: { fee: 0.0005, fixed: 0 },
      limits: {
        orderNotional: 1000,
        positionNotional: 2000,
        dailyTurnover: 10_000,
        ordersPerMinute: 6,
        slippage: 0.002,
        price: { leastSources: 1, maxAge: 30, maxDeviation: 0.01 },
        dailyLoss: 500,
      },
      execution: { kind: 'slices', slices: 4, spacing: 30, participation: { share: 0.05, dailyVolume: 20_000 } },
    },
  ],
  schedules: {
    retraining: { cron: '0 3 * * *', recording: 'recordings/btc', seed: 9 },
    report: { cron: '30 4 * * 1', recording: 'recordings/btc', out: 'reports', seed: 9 },
  },
  alerts: {
    webhook: { url: '${HOOK}', severity: 'critical' },
    telegram: { token: '${BOT}', chat: '-100123', severity: 'warning' },
  },
  record: { folder: 'recordings/live' },
})

export type Path = readonly (string | number)[]

/** The file with one place set to another value, or without it. */
export const withValue = (tree: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value
  const copy = Array.isArray(tree) ? [...(tree as unknown[])] : { ...(tree as Tree) }
  const node = copy as Record<string | number, unknown>
  const next = withValue(node[key], rest, value)
  if (next === undefined && !Array.isArray(tree))
    return Object.fromEntries(Object.entries(node).filter(([name]) => name !== key))
  Object.defineProperty(node, key, { value: next, enumerable: true, configurable: true, writable: true })
  return copy
}

/** Problems in words; none where the configuration is right. */
export const problemsOf = (tree: unknown, overrides?: Overrides): readonly string[] => {
  const checked = check(typeof tree === 'string' ? tree : JSON.stringify(tree), overrides)
  return 'config' in checked ? [] : checked.problems.map((problem) => writeProblem('file', problem))
}

export const configOf = (tree: unknown, overrides?: Overrides): ServiceConfig => {
  const checked = check(typeof tree === 'string' ? tree : JSON.stringify(tree), overrides)
  if ('config' in checked) return checked.config
  throw new Error(checked.problems.map((problem) => writeProblem('file', problem)).join('\n'))
}
