import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publishCentre, readCentre } from '../../../models/store/centre'
import { championSet, readModelSet } from '../../../models/store/model-set'
import { publishPolicy } from '../../../models/store/policy'
import { promoteSet, rollbackSet } from '../../../models/store/promote'
import { aCentre, aPolicy, publishedSets, type PublishedSets } from './a-registry'

let sets: PublishedSets
let registry: string
beforeAll(async () => {
  sets = await publishedSets(1)
})
afterAll(() => sets.remove())
beforeEach(async () => {
  registry = await sets.copy()
})

const fileOf = (id: string): string => join(registry, 'spot-vol-slope', id, 'card.json')
const note = { by: 'a test', reason: 'because' }

test('a slope is published under the id of its content, and read back', async () => {
  const card = await publishCentre(registry, aCentre())
  expect(await publishCentre(registry, aCentre())).toEqual(card)
  expect(await readCentre(registry, card.id)).toEqual(card)
  const other = await publishCentre(registry, { ...aCentre(), verdict: 'minimum-variance' })
  expect(other.id).not.toBe(card.id)
})

test('a card that is absent, changed or damaged is refused', async () => {
  const { id } = await publishCentre(registry, aCentre())
  await expect(readCentre(registry, 'up')).rejects.toThrow("no spot-vol slope is called 'up'")
  await expect(readCentre(registry, '0123456789abcdef')).rejects.toThrow('card.json: is missing')
  const text = await readFile(fileOf(id), 'utf8')
  await writeFile(fileOf(id), text.replace('"verdict": "net"', '"verdict": "minimum-variance"'))
  await expect(readCentre(registry, id)).rejects.toThrow(`spot-vol slope ${id} refused: card.json was changed`)
  await writeFile(fileOf(id), text.replace('"verdict": "net"', '"verdict": "both"'))
  await expect(readCentre(registry, id)).rejects.toThrow(/card.json: verdict: /)
  await writeFile(fileOf(id), '{')
  await expect(readCentre(registry, id)).rejects.toMatchObject({ code: 'model-refused' })
})

test('goes into service and back with the policy that names it', async () => {
  const { forecaster, classifier, policies } = sets
  const centre = await publishCentre(registry, aCentre())
  const policy = await publishPolicy(registry, { ...aPolicy(forecaster, classifier, 9), centre: centre.id })
  await promoteSet(registry, policies[0], note)
  await promoteSet(registry, policy.id, note)
  expect(await championSet(registry)).toEqual({ policy: policy.id, forecaster, classifier, centre: centre.id })
  expect((await readModelSet(registry, policy.id)).centre).toEqual(centre)
  await rollbackSet(registry, note)
  expect(await championSet(registry)).toEqual({ policy: policies[0], forecaster, classifier })
})

test('a policy whose slope is gone is not promoted', async () => {
  const { forecaster, classifier } = sets
  const policy = await publishPolicy(registry, { ...aPolicy(forecaster, classifier, 9), centre: '0123456789abcdef' })
  await expect(promoteSet(registry, policy.id, note)).rejects.toMatchObject({ code: 'model-refused' })
})
