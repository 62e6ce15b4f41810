import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureModels, type FirstTraining } from '../../../src/app/models/ensure-models'

describe('the first training', () => {
  const registry = mkdtempSync(join(tmpdir(), 'bandshift-first-'))
  afterAll(() => rmSync(registry, { recursive: true, force: true }))

  const stages: string[] = []
  const order: FirstTraining = {
    registry,
    data: __dirname,
    seed: 7,
    onProgress: (stage) => void stages.push(stage),
    program: join(__dirname, 'first-trainer.cjs'),
  }

  test('says what is missing', async () => {
    await expect(ensureModels({ ...order, data: '/nowhere' })).rejects.toThrow('no recording at /nowhere')
    await expect(ensureModels({ ...order, program: '/nowhere.js' })).rejects.toThrow('build first')
  })

  test('says why it failed, and that it was ended', async () => {
    await expect(ensureModels({ ...order, seed: -1 })).rejects.toThrow('training them failed: no such seed')
    const ending = new AbortController()
    const onProgress = (): void => ending.abort()
    await expect(ensureModels({ ...order, seed: 100, signal: ending.signal, onProgress })).rejects.toThrow('was ended')
  })

  test('trains where a champion is missing, in a process of its own, and only there', async () => {
    stages.length = 0
    expect(await ensureModels(order)).toBe(true)
    expect(stages).toEqual([`read ${__dirname}`])
    expect(await ensureModels({ ...order, data: '/nowhere' })).toBe(false)
  })
})
