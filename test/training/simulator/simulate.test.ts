import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import { simulateCommand } from '../../../src/cli/simulate'
import { simulate } from '../../../training/simulator/simulate'
import { aWorld, eventsOf, truthOf } from './support'

describe('simulate', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bandshift-simulate-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('writes the same bytes for the same seed and different ones for another', async () => {
    const request = { world: 'microstructure', days: 0.2, seed: 5 } as const
    const first = await simulate({ ...request, out: join(folder, 'a') })
    const second = await simulate({ ...request, out: join(folder, 'b') })
    const other = await simulate({ ...request, seed: 6, out: join(folder, 'c') })
    expect(first.sha256).toBe(second.sha256)
    expect(other.sha256).not.toBe(first.sha256)
    expect(first.origin).toBe('synthetic')
    expect(first.instruments[0].channels.map(({ channel }) => channel).sort()).toEqual(['quotes', 'trades', 'truth'])
  })

  it('reads back the truth that was simulated, joined to the bars by their close', async () => {
    const { instruments } = await simulate({ world: 'regimes', days: 0.1, seed: 3, out: folder })
    const reader = await openRecording(folder)
    const truth = []
    const closes = []
    for await (const rows of reader.truth(instruments[0])) truth.push(...rows)
    for await (const rows of reader.bars(instruments[0])) closes.push(...rows.map(({ timestamp }) => timestamp))
    await reader.close()
    expect(truth).toEqual(truthOf(eventsOf(aWorld('regimes'), 0.1, 3)))
    expect(closes).toEqual(truth.map(({ timestamp }) => timestamp))
    expect(closes[0]).toBe(Date.UTC(2025, 0, 6) * 1000 + 60_000_000)
  })

  it('changes nothing when made again and refuses a folder that holds another recording', async () => {
    const request = { world: 'gbm', days: 0.1, seed: 1, out: folder } as const
    const first = await simulate(request)
    expect(await simulate(request)).toEqual(first)
    await expect(simulate({ ...request, seed: 2 })).rejects.toMatchObject({ code: 'usage' })
  })

  it('refuses parameters that a world does not have, or outside their range', async () => {
    const request = { world: 'gbm', days: 0.1, seed: 1, out: folder } as const
    await expect(simulate({ ...request, parameters: { vols: [1] } })).rejects.toMatchObject({ code: 'usage' })
    await expect(simulate({ ...request, parameters: { vol: -1 } })).rejects.toThrow('vol')
    await expect(simulate({ ...request, days: 0.0001 })).rejects.toThrow('no whole bar')
  })
})

describe('bandshift simulate', () => {
  const run = (...words: string[]) =>
    simulateCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync(words, { from: 'user' })

  it.each([
    ['--world', 'moon', '--out', 'x'],
    ['--world', 'gbm'],
    ['--world', 'gbm', '--out', 'x', '--days', '0'],
    ['--world', 'gbm', '--out', 'x', '--set', 'vol'],
    ['--world', 'gbm', '--out', 'x', '--set', 'vol=0x10'],
    ['--world', 'gbm', '--out', 'x', '--seed', '1.5'],
  ])('refuses %s %s %s %s %s %s', async (...words) => {
    await expect(run(...words)).rejects.toMatchObject({ exitCode: 1 })
  })
})
