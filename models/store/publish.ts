import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/core/error'
import type { Classifier } from '../classifier/classifier'
import type { Forecaster } from '../forecaster/forecaster'
import { cardSchema, type Card, type ClassifierCard, type ForecasterCard } from './card'
import { contentId, contentJson, sha256 } from './content'
import { modelFiles, type ModelFiles } from './model-files'
import { takeProbe } from './probe'
import { load, versionFolder } from './version'

type FromTraining =
  | 'columns'
  | 'backend'
  | 'versions'
  | 'dataSha256'
  | 'seed'
  | 'split'
  | 'metrics'
  | 'settings'
  | 'reference'
  | 'evidence'

/** Raw feature rows of which a few become the probe that is checked whenever the model is loaded. */
export type ProbeSource = { readonly x: Float32Array | Float64Array; readonly rows: number }

/** A fitted model with the contents of its card. */
export type Publication = { readonly probeSource: ProbeSource } & (
  | ({ readonly model: Forecaster } & Pick<ForecasterCard, FromTraining | 'kind' | 'horizonBars' | 'shrinkage'>)
  | ({ readonly model: Classifier } & Pick<ClassifierCard, FromTraining | 'kind' | 'states'>)
)

export type Published = { readonly id: string; readonly folder: string; readonly card: Card }

let written = 0

const ofClassifier = ({ temperature, filter, shares, labels }: Classifier) => {
  const { initial, transition, scale, freedom, span } = filter
  return {
    temperature,
    labels,
    shares: [...shares],
    filter: {
      initial: [...initial],
      transition: transition.map((row) => [...row]),
      scale: [...scale],
      freedom: [freedom[0], freedom[1]] as [number, number],
      span,
    },
  }
}

const cardOf = (publication: Publication, files: ModelFiles): Card => {
  const { probeSource, model, ...described } = publication
  const file = (data: Uint8Array) => ({ sha256: sha256(data), bytes: data.length })
  const added = {
    scaling: { mean: [...model.scaling.mean], sd: [...model.scaling.sd], limit: model.scaling.limit },
    files: { 'model.json': file(files['model.json']), 'weights.bin': file(files['weights.bin']) },
    probe: takeProbe(model, probeSource.x, probeSource.rows),
  }
  const card =
    described.kind === 'regime-classifier'
      ? { ...described, ...added, ...ofClassifier(model as Classifier) }
      : { ...described, ...added, levels: 'levels' in model ? [...model.levels] : [] }
  const checked = cardSchema.safeParse({ ...card, id: contentId(card) })
  if (!checked.success)
    throw new Fault('bad-input', `card: ${checked.error.issues[0].path.join('.')}: ${checked.error.issues[0].message}`)
  return checked.data
}

/**
 * Publishes a fitted model as `<registry>/<kind>/<id>/{model.json,weights.bin,card.json}`, whole or not at all, and
 * checks its probe answers once. The id follows from the content: the same model with the same card is the same
 * version, and publishing it again changes nothing. @throws Fault 'bad-input' when the card would not be valid,
 * 'model-refused' when a damaged version of that id exists.
 */
export const publish = async (registry: string, publication: Publication): Promise<Published> => {
  const files = await modelFiles(publication.model.network)
  const card = cardOf(publication, files)
  const { kind, id } = card
  const folder = versionFolder(registry, kind, id)
  if (!existsSync(folder)) {
    const unfinished = versionFolder(registry, kind, `.${id}-${process.pid}-${++written}`)
    await mkdir(unfinished, { recursive: true })
    await writeFile(join(unfinished, 'model.json'), files['model.json'])
    await writeFile(join(unfinished, 'weights.bin'), files['weights.bin'])
    await writeFile(join(unfinished, 'card.json'), contentJson(card))
    await rename(unfinished, folder).catch(async (error: unknown) => {
      // Another process published the same content first.
      if (!existsSync(folder)) throw error
      await rm(unfinished, { recursive: true })
    })
  }
  const { model } = await load(folder, card.columns)
  model.network.dispose()
  return { id, folder, card }
}
