import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readHistory } from '../../../models/store/history'
import { promoteSet } from '../../../models/store/promote'
import { readStanding } from '../../../models/store/standing'
import { publishedSets, type PublishedSets } from './a-registry'

let sets: PublishedSets
const children: ChildProcess[] = []
beforeAll(async () => {
  sets = await publishedSets()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await sets.remove()
})

const promoter = async (registry: string, by: string, times: number, policies: readonly string[]) => {
  const program = [join(__dirname, '../../support/typescript-child.cjs'), join(__dirname, 'promoter.ts')]
  const child = spawn(process.execPath, [...program, registry, by, String(times), ...policies], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

test('processes that promote at once write one history, in which each has its place', async () => {
  const registry = await sets.copy()
  const [a, b, c, d] = sets.policies
  const both = [await promoter(registry, 'one', 12, [a, b]), await promoter(registry, 'other', 12, [c, d])]
  const ended = both.map((child) => once(child, 'close') as Promise<[number | null]>)
  await writeFile(join(registry, '../go'), '')
  expect((await Promise.all(ended)).map(([code]) => code)).toEqual([0, 0])
  const records = await readHistory(registry)
  expect(records).toHaveLength(24)
  for (const by of ['one', 'other'])
    expect(records.filter((record) => record.by === by).map(({ reason }) => reason)).toEqual(
      Array.from({ length: 12 }, (_, i) => `time ${i}`),
    )
  expect((await readStanding(registry)).champion).toEqual(records[23].set)
})

test('a process that is killed while it promotes leaves a sound registry, in which another goes on', async () => {
  const registry = await sets.copy()
  const [a, b, c] = sets.policies
  await writeFile(join(registry, '../go'), '')
  let before = 0
  for (const [after, by] of [1, 5, 12].entries()) {
    const child = await promoter(registry, `life ${after}`, 1e6, [a, b])
    while ((await readdir(join(registry, 'history')).catch(() => [])).length < before + by)
      await new Promise(setImmediate)
    child.kill('SIGKILL')
    await once(child, 'close')
    const records = await readHistory(registry)
    expect(records.length).toBeGreaterThanOrEqual(before)
    before = records.length
  }
  const { champion } = await promoteSet(registry, c, { by: 'a test', reason: 'after the kills' })
  expect(champion?.policy).toBe(c)
  const left = (await readdir(join(registry, 'history'))).filter((name) => name.startsWith('.'))
  expect(left).toEqual([])
})

test.each(['model.json', 'weights.bin', 'card.json', ''])(
  'a publication that died before its %s was there is no version, and does not keep the next from being one',
  async (name) => {
    const registry = await sets.copy()
    const { publish } = await import('../../../models/store/publish.js')
    const { aForecasterPublication } = await import('../a-publication.js')
    const half = join(registry, 'volatility-forecaster', `.${'0'.repeat(16)}-1-1`)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(half)
    for (const file of ['model.json', 'weights.bin', 'card.json']) {
      if (file === name) break
      await writeFile(join(half, file), '{}')
    }
    const { id } = await publish(registry, { ...(await aForecasterPublication()), seed: 2 })
    expect(id).not.toBe(sets.forecaster)
    await promoteSet(registry, sets.policies[0], { by: 'a test', reason: 'sound' })
  },
)
