import { join } from 'node:path'
import type * as tf from '@tensorflow/tfjs'
import { Fault } from '../../src/core/error'
import type { Classifier } from '../classifier/classifier'
import type { Forecaster } from '../forecaster/forecaster'
import {
  inputWidthOf,
  outputWidthOf,
  type Card,
  type CardOf,
  type ClassifierCard,
  type ForecasterCard,
  type ModelKind,
} from './card'
import { networkOf } from './model-files'
import { probeFlaw } from './probe'
import { readCard, refused, verifyFiles } from './read-card'

/** Folder of one version: `<registry>/<kind>/<id>`. */
export const versionFolder = (registry: string, kind: ModelKind, id: string): string => join(registry, kind, id)

type LoadedForecaster = {
  readonly kind: 'volatility-forecaster'
  readonly card: ForecasterCard
  readonly model: Forecaster
}

type LoadedClassifier = {
  readonly kind: 'regime-classifier'
  readonly card: ClassifierCard
  readonly model: Classifier
}

type Loaded = LoadedForecaster | LoadedClassifier

export type LoadedOf<K extends ModelKind> = Extract<Loaded, { kind: K }>

/** Describes where the two lists first differ. */
const columnFlaw = (has: readonly string[], fed: readonly string[]): string | undefined => {
  const at = Array.from({ length: Math.max(has.length, fed.length) }, (_, i) => i).find((i) => has[i] !== fed[i])
  return at === undefined ? undefined : `column ${at} is ${has[at] ?? 'absent'}, the caller feeds ${fed[at] ?? 'none'}`
}

const loadedOf = (card: Card, network: tf.LayersModel): Loaded => {
  const { scaling } = card
  return card.kind === 'regime-classifier'
    ? {
        kind: card.kind,
        card,
        model: {
          network,
          scaling,
          states: card.states.length,
          filter: card.filter,
          temperature: card.temperature,
          shares: card.shares,
          labels: card.labels,
        },
      }
    : { kind: card.kind, card, model: { network, scaling, horizons: card.horizonBars.length, levels: card.levels } }
}

/**
 * Loads the version in `folder` onto the backend in use, from bytes that were verified. Where the caller passes the
 * columns it will feed, they must be the card's, in order. The caller disposes of `model.network`. @throws Fault
 * 'model-refused', naming the file and why, when card, size, digest, columns, shape or probe answers do not match.
 */
export const load = async (folder: string, columns?: readonly string[]): Promise<Loaded> => {
  const card = await readCard(folder)
  const flaw = columns === undefined ? undefined : columnFlaw(card.columns, columns)
  if (flaw !== undefined) throw refused(folder, 'card.json', flaw)
  const files = await verifyFiles(folder, card)
  const network = await Promise.resolve(files)
    .then(networkOf)
    .catch((cause: unknown) => {
      throw refused(
        folder,
        'model.json',
        cause instanceof Error ? cause.message.split('\n')[0] : 'does not load',
        cause,
      )
    })
  const loaded = loadedOf(card, network)
  const shape = `${network.inputs[0].shape[1]} in, ${network.outputs[0].shape[1]} out`
  const wanted = `${inputWidthOf(card)} in, ${outputWidthOf(card)} out`
  const misfit =
    shape === wanted ? probeFlaw(loaded.model, card.probe) : `is a network of ${shape}, the card describes ${wanted}`
  if (misfit !== undefined) {
    network.dispose()
    throw refused(folder, shape === wanted ? 'weights.bin' : 'model.json', misfit)
  }
  return loaded
}

const checkId = (kind: ModelKind, id: string): void => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Fault('model-refused', `no version of ${kind} is called '${id}'`)
}

const checkVersion = (kind: ModelKind, id: string, found: Card): void => {
  if (found.kind !== kind || found.id !== id)
    throw new Fault('model-refused', `folder ${kind}/${id} holds ${found.kind} ${found.id}`)
}

/** The card of a published version. @throws Fault 'model-refused' where it is absent, invalid or has another id. */
export const cardOf = async <K extends ModelKind>(registry: string, kind: K, id: string): Promise<CardOf<K>> => {
  checkId(kind, id)
  const card = await readCard(versionFolder(registry, kind, id))
  checkVersion(kind, id, card)
  return card as CardOf<K>
}

/** The same, with its files checked against their digests. */
export const readVersion = async <K extends ModelKind>(registry: string, kind: K, id: string): Promise<CardOf<K>> => {
  const card = await cardOf(registry, kind, id)
  await verifyFiles(versionFolder(registry, kind, id), card)
  return card
}

/**
 * A published version, loaded as by `load`. @throws Fault 'model-refused' as `load`, and where the folder holds
 * another.
 */
export const loadVersion = async <K extends ModelKind>(
  registry: string,
  kind: K,
  id: string,
  columns?: readonly string[],
): Promise<LoadedOf<K>> => {
  checkId(kind, id)
  const loaded = await load(versionFolder(registry, kind, id), columns)
  try {
    checkVersion(kind, id, loaded.card)
  } catch (error) {
    loaded.model.network.dispose()
    throw error
  }
  return loaded as LoadedOf<K>
}
