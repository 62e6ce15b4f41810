import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CentreCard } from '../../../models/store/centre'
import { publishPolicy } from '../../../models/store/policy'
import type { PolicyCard } from '../../../models/store/policy-card'
import { publish } from '../../../models/store/publish'
import { featuresFor } from '../../../src/core/features/catalogue'
import { aClassifierPublication, aForecasterPublication } from '../a-publication'

/** A policy for two models; seeds tell policies apart. */
export const aPolicy = (forecaster: string, classifier: string, seed: number): Omit<PolicyCard, 'id' | 'schema'> => ({
  kind: 'hedging-policy',
  forecaster,
  classifier,
  dataSha256: 'ab'.repeat(32),
  seed,
  riskAversion: 1,
  fee: 5e-4,
  barSeconds: 300,
  optionBars: 288,
  meanVariance: 1e-6,
  margin: 0.1,
  adaptive: {
    band: 'whalley-wilmott',
    riskAversion: 30,
    multiplier: 1,
    floor: 0,
    ceiling: 1,
    insideShare: 0,
    diffusionShare: 0.5,
    minInterval: 60,
    maxInterval: 3600,
    toxicityThreshold: 1,
    toxicityDelay: 0,
    riskLimit: 1,
  },
  fixed: [
    {
      strategy: 'whalley-wilmott',
      setting: '30',
      parameters: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 },
    },
  ],
})

/** Minute bars and columns that the catalogue makes of them, so that the service loads what is published here. */
export const setSettings = {
  venue: 'simulated',
  symbol: 'ABC',
  barSeconds: 300,
  sourceSeconds: 0,
  barsPerDay: 288,
  barsPerYear: 105_120,
  continuous: true,
  optionBars: 288,
  variance: 'realized',
  leastVariance: 1e-10,
}
const lags = [3, 12, 48]

export const someColumns = (): readonly string[] => {
  const grid = { ...setSettings, variance: 'realized', lags } as const
  const names = featuresFor(['ohlcv'], grid).map(({ name }) => name)
  const har = lags.map((lag) => `realized-variance-${lag}`)
  const others = names.filter((name) => !har.includes(name)).slice(0, 3)
  return names.filter((name) => har.includes(name) || others.includes(name))
}

/** A registry in which two models and policies for them are published, and nothing is in service. */
export type PublishedSets = {
  readonly registry: string
  readonly forecaster: string
  readonly classifier: string
  /** Ids, in the order of their seeds. */
  readonly policies: readonly string[]
  /** A copy of it. */
  readonly copy: () => Promise<string>
  readonly remove: () => Promise<void>
}

export const publishedSets = async (count = 4): Promise<PublishedSets> => {
  const root = await mkdtemp(join(tmpdir(), 'bandshift-sets-'))
  const registry = join(root, 'registry')
  const common = { columns: [...someColumns()], settings: setSettings }
  const { id: forecaster } = await publish(registry, {
    ...(await aForecasterPublication()),
    ...common,
    horizonBars: [1, 6],
  })
  const { id: classifier } = await publish(registry, { ...(await aClassifierPublication('wasm', 6)), ...common })
  const policies: string[] = []
  for (let seed = 1; seed <= count; seed++)
    policies.push((await publishPolicy(registry, aPolicy(forecaster, classifier, seed))).id)
  return {
    registry,
    forecaster,
    classifier,
    policies,
    copy: async () => {
      const other = join(await mkdtemp(join(root, 'copy-')), 'registry')
      await cp(registry, other, { recursive: true })
      return other
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** A slope that was learned and did not earn its place. */
export const aCentre = (): Omit<CentreCard, 'id'> => ({
  kind: 'spot-vol-slope',
  dataSha256: 'ab'.repeat(32),
  ...{ venue: 'deribit', symbol: 'BTC', settlement: 'inverse' },
  learned: { from: 1.6e15, to: 1.61e15, chains: 500, intervals: 498, options: 9000 },
  model: { coefficients: [0, 0, 0], weight: 5, halfLifeDays: 40 },
  coefficients: [-0.1, 0.8, 0.7],
  state: {
    ...{ last: { time: 1.61e15, spot: 100 }, displacement: 0.01, falling: 0.2 },
    ...{ products: [4, 1, 0, 1, 2, 0, 0, 0, 3], answers: [1, 1, 2], intervals: 300, scale: 1e-6, scaleWeight: 1 },
  },
  evidence: {
    ...{ from: 1.602e15, to: 1.61e15, intervals: 420, gain: 0.07, dm: -1.32, p: 0.19, newerGain: 0.002 },
    months: { '2020-10': 0.2, '2020-11': -0.01 },
    removed: { plain: 0.85, net: 0.955, 'sticky-moneyness': 0.951, 'minimum-variance': 0.958 },
  },
  ...{ verdict: 'net', reason: 'net delta serves: within chance' },
})
