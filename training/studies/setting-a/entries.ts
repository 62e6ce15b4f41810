import { chooseBackend } from '../../../models/backend'
import type { BandNetwork } from '../../../src/core/hedging/bands/band-network'
import type { HodgesNeubergerTable } from '../../../src/core/hedging/hodges-neuberger/table'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { defaultBandTraining, trainBandNetwork } from '../../band-network/train-band-network'
import { optimalBand } from './exact-prices'
import { settingAPaths } from './setting'

export const STEP_SECONDS = 86_400

/** A strategy of setting A by risk aversion, with its reference figures where there are any. */
export type SettingAEntry = {
  readonly name: string
  readonly strategy: (a: number) => Strategy
  /** False where one run serves every risk aversion. */
  readonly dependsOnA: boolean
  readonly published?: Readonly<Record<number, number>>
}

type Published = SettingAEntry['published']

const fixed = (name: string, strategy: Strategy, published: Published = {}): SettingAEntry => ({
  name,
  strategy: () => strategy,
  dependsOnA: false,
  published,
})

const aversely = (
  name: string,
  strategy: (riskAversion: number) => Strategy,
  published: Published = {},
): SettingAEntry => ({ name, strategy, dependsOnA: true, published })

/** The solved bands of setting A by risk aversion. */
export type OptimalBands = ReadonlyMap<number, HodgesNeubergerTable>

const optimal = (bands: OptimalBands): SettingAEntry =>
  aversely('hodges-neuberger', (a) => ({ kind: 'hodges-neuberger', table: bands.get(a) ?? optimalBand(a) }))

/**
 * Every strategy that setting A prices; the published prices were made in the same setting from 20 batches of 50,000
 * antithetic paths.
 */
export const settingAEntries = (
  network: BandNetwork | undefined,
  bands: OptimalBands | undefined,
): readonly SettingAEntry[] => [
  fixed('no-hedge', { kind: 'no-hedge' }, { 1: 0.022608, 10: 0.028877, 30: 0.05305 }),
  fixed('every-step', { kind: 'every-step' }, { 1: 0.0242, 10: 0.024265, 30: 0.024409, 100: 0.024921 }),
  fixed('leland', { kind: 'leland', seconds: STEP_SECONDS }),
  aversely('whalley-wilmott', (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }), {
    1: 0.022727,
    10: 0.023277,
    30: 0.023762,
    100: 0.024794,
  }),
  aversely('whalley-wilmott daily', (riskAversion) => ({
    ...{ kind: 'whalley-wilmott', riskAversion, multiplier: 1, seconds: STEP_SECONDS },
  })),
  aversely('zakamouline', (riskAversion) => ({ kind: 'zakamouline', riskAversion }), {
    1: 0.022592,
    10: 0.023253,
    30: 0.023685,
    100: 0.024511,
  }),
  ...[0.05, 0.1, 0.2, 0.3].map((halfWidth) => fixed(`fixed-band ${halfWidth}`, { kind: 'fixed-band', halfWidth })),
  ...(bands === undefined ? [] : [optimal(bands)]),
  ...(network === undefined
    ? []
    : [aversely('network', (riskAversion) => ({ kind: 'network', network, riskAversion }), { 1: 0.022544 })]),
]

/** Risk aversions of the training: those priced, and one between, so that the network interpolates. */
const TRAINED_AVERSIONS = [1, 3, 10, 30, 100]

type SettingATraining = { readonly steps: number; readonly paths: number }

export const settingATraining: SettingATraining = { steps: 600, paths: 2048 }

/** Trains one network, conditioned on risk aversion, on setting A; returns it with the wall-clock seconds. */
export const trainSettingANetwork = async (
  seed: number,
  progress: (share: number) => void = () => undefined,
  size: SettingATraining = settingATraining,
): Promise<{ readonly network: BandNetwork; readonly seconds: number }> => {
  await chooseBackend('auto')
  const started = performance.now()
  const { network } = await trainBandNetwork(settingAPaths, {
    ...defaultBandTraining,
    ...size,
    objective: { kind: 'entropic', riskAversions: TRAINED_AVERSIONS },
    seed,
    onStep: (step) => progress(step / size.steps),
  })
  return { network, seconds: (performance.now() - started) / 1000 }
}
