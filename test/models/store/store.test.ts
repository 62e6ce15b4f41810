import { cp, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { Card } from '../../../models/store/card'
import { contentId, contentJson, sha256 } from '../../../models/store/content'
import { publish, type Publication, type Published } from '../../../models/store/publish'
import { load, loadVersion } from '../../../models/store/version'
import { aForecasterPublication } from '../a-publication'

let root: string
let registry: string
let publication: Extract<Publication, { kind: 'volatility-forecaster' }>
let published: Published

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bandshift-registry-'))
  registry = join(root, 'registry')
  publication = await aForecasterPublication()
  published = await publish(registry, publication)
})

afterAll(async () => {
  await rm(root, { recursive: true })
})

const allBytes = async (folder: string): Promise<Record<string, string>> => {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path.slice(folder.length), sha256(await readFile(path))] as const)),
  )
}

/** A copy of the published version, changed by `change`. */
const damaged = async (change: (folder: string) => Promise<unknown>): Promise<string> => {
  const folder = join(await mkdtemp(join(root, 'damaged-')), published.id)
  await cp(published.folder, folder, { recursive: true })
  await change(folder)
  return folder
}

/** Rewrites the card with a matching id. */
const forgeCard = (forge: (card: Card) => Card) => async (folder: string) => {
  const card = forge(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as Card)
  await writeFile(join(folder, 'card.json'), contentJson({ ...card, id: contentId(card) }))
}

test("a published model is three files in TensorFlow's layout, and no others", async () => {
  expect((await readdir(published.folder)).sort()).toEqual(['card.json', 'model.json', 'weights.bin'])
  expect(await readdir(join(registry, 'volatility-forecaster'))).toContain(published.id)
  const json = JSON.parse(await readFile(join(published.folder, 'model.json'), 'utf8')) as tf.io.ModelJSON
  expect(json.format).toBe('layers-model')
  expect(json.weightsManifest.map(({ paths }) => paths)).toEqual([['weights.bin']])
})

test('training and publishing twice gives the same bytes', async () => {
  const again = join(root, 'again')
  const other = await publish(again, await aForecasterPublication())
  expect(other.id).toBe(published.id)
  expect(await allBytes(again)).toEqual(await allBytes(registry))
})

test('publishing what is there changes nothing', async () => {
  const before = await allBytes(registry)
  expect((await publish(registry, publication)).id).toBe(published.id)
  expect(await allBytes(registry)).toEqual(before)
})

test('a version that lies under the id of another is refused', async () => {
  const store = await mkdtemp(join(root, 'swapped-'))
  const kind = 'volatility-forecaster'
  const { id } = await publish(store, publication)
  const other = await publish(store, { ...publication, metrics: { qlike: 0.3 } })
  await rm(join(store, kind, id), { recursive: true })
  await rename(other.folder, join(store, kind, id))
  await expect(loadVersion(store, kind, id)).rejects.toThrow(`holds volatility-forecaster ${other.id}`)
  await expect(loadVersion(store, kind, '../elsewhere')).rejects.toThrow(
    "no version of volatility-forecaster is called '../elsewhere'",
  )
})

test('two that publish the same at once make one version', async () => {
  const store = await mkdtemp(join(root, 'twice-'))
  const ids = (await Promise.all([publish(store, publication), publish(store, publication)])).map(({ id }) => id)
  expect(ids).toEqual([published.id, published.id])
  expect(await readdir(join(store, 'volatility-forecaster'))).toEqual([published.id])
})

const flip = (name: string) => async (folder: string) => {
  const data = await readFile(join(folder, name))
  data[data.length >> 1] ^= 1
  await writeFile(join(folder, name), data)
}
const cut = (name: string) => async (folder: string) =>
  writeFile(join(folder, name), (await readFile(join(folder, name))).subarray(0, -10))
const link = (name: string) => async (folder: string) => {
  await rename(join(folder, name), join(folder, `../${name}`))
  await symlink(`../${name}`, join(folder, name))
}

test.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  ['a flipped bit in the weights', flip('weights.bin'), /weights\.bin: does not have the SHA-256/],
  ['a flipped bit in the topology', flip('model.json'), /model\.json: does not have the SHA-256/],
  ['truncated weights', cut('weights.bin'), /weights\.bin: has \d+ bytes, the card says \d+/],
  ['a truncated card', cut('card.json'), /card\.json/],
  ['missing weights', (folder) => rm(join(folder, 'weights.bin')), /weights\.bin: is missing/],
  ['weights behind a symbolic link', link('weights.bin'), /weights\.bin: is a symbolic link/],
  ['a card behind a symbolic link', link('card.json'), /card\.json: is a symbolic link/],
  ['a card of nothing', (folder) => writeFile(join(folder, 'card.json'), '{}'), /card\.json: kind/],
  [
    'an edited card',
    async (folder) => {
      const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as Card
      await writeFile(join(folder, 'card.json'), contentJson({ ...card, metrics: { qlike: 0.01 } }))
    },
    /card\.json: was changed/,
  ],
  [
    'a file of another name',
    forgeCard((card) => ({ ...card, files: Object.assign({ '../x': card.files['model.json'] }, card.files) })),
    /card\.json: files/,
  ],
  [
    'another probe answer',
    forgeCard((card) => ({
      ...card,
      probe: { ...card.probe, answers: card.probe.answers.map((row) => row.map((value) => value + 1e-3)) },
    })),
    /weights\.bin: probe row 0, output 0/,
  ],
  [
    'another scaling',
    forgeCard((card) => ({ ...card, scaling: { ...card.scaling, mean: card.scaling.mean.map((value) => value + 1) } })),
    /weights\.bin: probe row/,
  ],
  [
    'a column too many',
    forgeCard((card) => ({ ...card, columns: [...card.columns, 'feature-6'] })),
    /card\.json: scaling is not of 7 columns/,
  ],
  ['a horizon too few', forgeCard((card) => ({ ...card, horizonBars: [12] })), /card\.json: probe is not of/],
])('refuses %s, naming the file', async (_, change, message) => {
  const folder = await damaged(change)
  const before = tf.memory().numTensors
  const refusal = load(folder)
  await expect(refusal).rejects.toMatchObject({ name: 'Fault', code: 'model-refused' })
  await expect(refusal).rejects.toThrow(message)
  expect(tf.memory().numTensors).toBe(before)
})

test('weights at another path of the manifest are refused', async () => {
  const folder = await damaged(async (at) => {
    const text = (await readFile(join(at, 'model.json'), 'utf8')).replace('"weights.bin"', '"../weights.bin"')
    await writeFile(join(at, 'model.json'), text)
    await forgeCard((card) => ({
      ...card,
      files: { ...card.files, 'model.json': { sha256: sha256(text), bytes: Buffer.byteLength(text) } },
    }))(at)
  })
  await expect(load(folder)).rejects.toMatchObject({ code: 'model-refused' })
})

test.each([
  [
    'in another order',
    (columns: string[]) => columns.toReversed(),
    'column 0 is feature-0, the caller feeds feature-5',
  ],
  ['under another name', (columns: string[]) => columns.with(2, 'x'), 'column 2 is feature-2, the caller feeds x'],
  ['one short', (columns: string[]) => columns.slice(0, 5), 'column 5 is feature-5, the caller feeds none'],
])('columns %s are refused', async (_, change, message) => {
  await expect(load(published.folder, change([...published.card.columns]))).rejects.toThrow(message)
})

test('a publication with a flawed card is refused before anything is written', async () => {
  const store = join(root, 'flawed')
  await expect(publish(store, { ...publication, metrics: { qlike: NaN } })).rejects.toMatchObject({ code: 'bad-input' })
  await expect(readdir(store)).rejects.toMatchObject({ code: 'ENOENT' })
})
