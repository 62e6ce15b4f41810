import { chooseBackend } from '../../models/backend'
import type { BandNetwork } from '../../src/core/hedging/bands/band-network'
import { defaultBandTraining, trainBandNetwork } from '../band-network/train-band-network'
import { settingAPaths } from './setting-a-paths'

/** Between the priced risk aversions as well, so that the network holds there too. */
const TRAINED_AVERSIONS = [1, 3, 10, 30, 100]

export type SettingATraining = { readonly steps: number; readonly paths: number }

export const settingATraining: SettingATraining = { steps: 600, paths: 2048 }

/** Trains one network, conditioned on risk aversion, on setting A, and says how long it took by the wall clock. */
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
