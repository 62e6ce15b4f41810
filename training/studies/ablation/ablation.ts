import { chooseBackend } from '../../../models/backend'
import type { FamilyScore } from '../../../src/report/summary'
import type { OnProgress } from '../../data/options'
import { ablateFamilies } from '../../judge/ablation/families'
import { compareArchitectures, type ArchitectureTable } from './compare-architectures'
import { readStudy, studyNames } from './recordings'

/** Ablation of the forecaster on one recording: by feature family and by architecture. */
export type RecordingAblation = {
  readonly recording: string
  readonly families: readonly FamilyScore[]
  readonly architectures: ArchitectureTable
}

export type Ablation = { readonly backend: string; readonly recordings: readonly RecordingAblation[] }

/**
 * Ablates the forecaster on every recording of the data folder; some minutes each. Faults 'missing-data'
 * where one is absent.
 */
export const reproduceAblation = async (
  dataFolder: string,
  seed: number,
  onProgress: OnProgress,
): Promise<Ablation> => {
  const { name: backend } = await chooseBackend('auto')
  const recordings: RecordingAblation[] = []
  for (const recording of studyNames) {
    onProgress(`read ${recording}`, 0, 1)
    const study = await readStudy(dataFolder, recording)
    const families = await ablateFamilies(study, seed, (done, of) => {
      onProgress(`${recording}: families`, done, of)
    })
    const architectures = await compareArchitectures(study, seed, undefined, (done, of) => {
      onProgress(`${recording}: architectures`, done, of)
    })
    recordings.push({ recording, families, architectures })
  }
  return { backend, recordings }
}
