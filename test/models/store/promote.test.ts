import { execFileSync } from 'node:child_process'
import { readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readHistory } from '../../../models/store/history'
import { championSet, loadChampion, loadPolicy } from '../../../models/store/model-set'
import { publishPolicy } from '../../../models/store/policy'
import { nominateSet, promoteSet, rollbackSet, withdrawChallenger } from '../../../models/store/promote'
import { readStanding } from '../../../models/store/standing'
import { aPolicy, publishedSets, type PublishedSets } from './a-registry'

let sets: PublishedSets
let registry: string
beforeAll(async () => {
  sets = await publishedSets()
})
afterAll(() => sets.remove())
beforeEach(async () => {
  registry = await sets.copy()
})

const note = { by: 'a test', reason: 'because' }
const promote = (place: number, insist?: boolean) => promoteSet(registry, sets.policies[place], note, insist)
const names = async () => {
  const { champion, challenger, former, condemned } = await readStanding(registry)
  const place = (policy: string | undefined) => (policy === undefined ? undefined : sets.policies.indexOf(policy))
  return {
    champion: place(champion?.policy),
    challenger: place(challenger?.policy),
    former: former.map(({ policy }) => place(policy)),
    condemned: [...condemned.keys()].map(place),
  }
}

test('a policy goes into service with the models that it names, in one step', async () => {
  await expect(loadChampion(registry, 'regime-classifier')).rejects.toMatchObject({ code: 'missing-data' })
  expect((await readStanding(registry)).champion).toBeUndefined()
  await promote(0)
  const { forecaster, classifier, policies } = sets
  expect(await championSet(registry)).toEqual({ policy: policies[0], forecaster, classifier })
  expect((await loadPolicy(registry)).id).toBe(policies[0])
  const { card, model } = await loadChampion(registry, 'regime-classifier')
  expect(card.id).toBe(classifier)
  model.network.dispose()
  expect(await readdir(join(registry, 'history'))).toEqual(['000001.json', 'last'])
})

test('the history keeps who, why, when they knew it, and the evidence', async () => {
  const evidence = [{ measure: 'qlike 1h', ratio: 0.93 }]
  await promoteSet(registry, sets.policies[0], { by: 'cli:ada', reason: 'first', at: 1.7e15, evidence })
  await promoteSet(registry, sets.policies[1], note)
  const [first, second] = await readHistory(registry)
  expect(first).toMatchObject({ ordinal: 1, action: 'promote', by: 'cli:ada', reason: 'first', at: 1.7e15, evidence })
  expect(first).not.toHaveProperty('previous')
  expect(second).toMatchObject({ ordinal: 2, by: 'a test', previous: first.id })
  expect(second).not.toHaveProperty('at')
})

test('what is in service is not promoted again', async () => {
  await promote(0)
  await promote(0)
  expect(await readHistory(registry)).toHaveLength(1)
})

test('a rollback goes back to the champion before, and never again to what was rolled back', async () => {
  for (const place of [0, 1, 2]) await promote(place)
  await rollbackSet(registry, note)
  expect(await names()).toEqual({ champion: 1, challenger: undefined, former: [0], condemned: [2] })
  await promote(3)
  expect(await names()).toMatchObject({ champion: 3, former: [1, 0], condemned: [2] })
  await rollbackSet(registry, note)
  await rollbackSet(registry, note)
  expect(await names()).toMatchObject({ champion: 0, former: [], condemned: [2, 3, 1] })
  await expect(rollbackSet(registry, note)).rejects.toThrow('no earlier sound set of models to go back to')
})

test('what was rolled back is promoted only by one who insists, and is sound again then', async () => {
  await promote(0)
  await promote(1)
  await rollbackSet(registry, { ...note, reason: 'lost more than log-HAR' })
  await expect(promote(1)).rejects.toThrow('was rolled back: lost more than log-HAR')
  await expect(nominateSet(registry, sets.policies[1], note)).rejects.toThrow('was rolled back')
  await promote(1, true)
  expect(await names()).toMatchObject({ champion: 1, former: [0], condemned: [] })
})

test('a rollback passes over a set that is damaged', async () => {
  for (const place of [0, 1, 2]) await promote(place)
  await rm(join(registry, 'hedging-policy', sets.policies[1]), { recursive: true })
  await rollbackSet(registry, note)
  expect(await names()).toMatchObject({ champion: 0 })
  await writeFile(join(registry, 'volatility-forecaster', sets.forecaster, 'weights.bin'), 'x')
  await promote(3).catch(() => undefined)
  expect(await names()).toMatchObject({ champion: 0 })
})

test('a challenger is nominated, replaced, withdrawn, and is none any more once promoted', async () => {
  await promote(0)
  await expect(nominateSet(registry, sets.policies[0], note)).rejects.toMatchObject({ code: 'usage' })
  await nominateSet(registry, sets.policies[1], note)
  await nominateSet(registry, sets.policies[2], note)
  expect(await names()).toMatchObject({ champion: 0, challenger: 2 })
  await withdrawChallenger(registry, note)
  await withdrawChallenger(registry, note)
  expect(await names()).toMatchObject({ challenger: undefined })
  await nominateSet(registry, sets.policies[1], note)
  await promote(1)
  expect(await names()).toMatchObject({ champion: 1, challenger: undefined, former: [0] })
})

test('what was decided on a standing is not done on another', async () => {
  await promote(0)
  const { ordinal } = await readStanding(registry)
  await promote(1)
  const late = promoteSet(registry, sets.policies[2], { ...note, after: ordinal })
  await expect(late).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  expect(await names()).toMatchObject({ champion: 1 })
})

const flip =
  (...path: readonly string[]) =>
  async () => {
    const file = join(registry, ...path)
    const data = await readFile(file)
    data[data.length >> 1] ^= 1
    await writeFile(file, data)
  }
const edit =
  (change: (text: string) => string, ...path: readonly string[]) =>
  async () => {
    const file = join(registry, ...path)
    await writeFile(file, change(await readFile(file, 'utf8')))
  }
const missing = 'f'.repeat(16)

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'weights with a flipped bit',
    () => flip('volatility-forecaster', sets.forecaster, 'weights.bin')(),
    /weights\.bin: does not have the SHA-256/,
  ],
  [
    'a topology with a flipped bit',
    () => flip('regime-classifier', sets.classifier, 'model.json')(),
    /model\.json: does not have the SHA-256/,
  ],
  [
    'columns in another order',
    () =>
      edit(
        (text) =>
          text
            .replace('"realized-variance-3"', '"x"')
            .replace('"realized-variance-12"', '"realized-variance-3"')
            .replace('"x"', '"realized-variance-12"'),
        'regime-classifier',
        sets.classifier,
        'card.json',
      )(),
    /card\.json: was changed after publication/,
  ],
  [
    'an edited card',
    () =>
      edit(
        (text) => text.replace('"qlike": 0.25', '"qlike": 0.01'),
        'volatility-forecaster',
        sets.forecaster,
        'card.json',
      )(),
    /card\.json: was changed/,
  ],
  [
    'an edited policy',
    () =>
      edit(
        (text) => text.replace('"multiplier": 1', '"multiplier": 2'),
        'hedging-policy',
        sets.policies[0],
        'card.json',
      )(),
    /policy .* refused: card\.json was changed/,
  ],
  [
    'a policy of an earlier version',
    () => edit((text) => text.replace(/ *"schema": 2,?\n/, ''), 'hedging-policy', sets.policies[0], 'card.json')(),
    /policy .* refused: its card has schema 1, this version reads 2: train again/,
  ],
  [
    'a model that is not there',
    () => rm(join(registry, 'regime-classifier', sets.classifier), { recursive: true }),
    /card\.json: is missing/,
  ],
])('%s is refused by promotion', async (_, change, message) => {
  await change()
  await expect(promote(0)).rejects.toMatchObject({ code: 'model-refused' })
  await expect(promote(0)).rejects.toThrow(message)
  expect(await readHistory(registry)).toEqual([])
})

test('a policy that names missing models, or none that is published, is refused', async () => {
  const lost = await publishPolicy(registry, aPolicy(missing, sets.classifier, 9))
  await expect(promoteSet(registry, lost.id, note)).rejects.toThrow(`model ${missing} refused: card.json: is missing`)
  await expect(promoteSet(registry, missing, note)).rejects.toThrow(`policy ${missing} refused: card.json: is missing`)
  await expect(promoteSet(registry, '../etc', note)).rejects.toThrow("no policy is called '../etc'")
})

const history = (ordinal: number): readonly string[] => ['history', `00000${ordinal}.json`]

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'an edited record',
    () => edit((text) => text.replace('because', 'whatever'), ...history(2))(),
    /history\/000002\.json: was changed after it was written/,
  ],
  [
    'a record that is not JSON',
    () => edit((text) => text.slice(5), ...history(2))(),
    /history\/000002\.json: is not JSON/,
  ],
  ['a record that is lost', () => rm(join(registry, ...history(1))), /history\/000001\.json: is missing/],
  [
    'a newest record that is lost',
    () => rm(join(registry, ...history(2))),
    /history\/000002\.json: is missing, and was the newest record/,
  ],
  [
    'a stray record with a high number',
    () => writeFile(join(registry, 'history', '999999.json'), ''),
    /history\/000003\.json: is missing/,
  ],
  [
    'a pipe in the place of a record',
    async () => {
      await rm(join(registry, ...history(2)))
      execFileSync('mkfifo', [join(registry, ...history(2))])
    },
    /history\/000002\.json: is not a file/,
  ],
  [
    'a record of another kind',
    () => edit((text) => text.replace('promote', 'demote'), ...history(1))(),
    /history\/000001\.json: action/,
  ],
])('%s makes the registry refuse, naming it', async (_, change, message) => {
  await promote(0)
  await promote(1)
  await change()
  await expect(championSet(registry)).rejects.toMatchObject({ code: 'model-refused' })
  await expect(championSet(registry)).rejects.toThrow(message)
  await expect(promote(2)).rejects.toThrow(message)
})

test('a card of a policy that is a link is refused', async () => {
  await promote(0)
  const card = join(registry, 'hedging-policy', sets.policies[0], 'card.json')
  await rename(card, `${card}.elsewhere`)
  await symlink(`${card}.elsewhere`, card)
  await expect(loadPolicy(registry)).rejects.toThrow('card.json: is a symbolic link')
})

test('a record of another history does not follow', async () => {
  await promote(0)
  await promote(1)
  const other = await sets.copy()
  await promoteSet(other, sets.policies[2], note)
  await writeFile(join(registry, ...history(1)), await readFile(join(other, ...history(1))))
  await expect(championSet(registry)).rejects.toThrow('history/000002.json: does not follow from the record before')
})
