import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLiveScores, startLiveScores } from '../../../models/store/live-scores'
import { DAY, SECOND } from '../../../src/core/market/event'
import type { BarScores } from '../../../src/core/promotion/shadow/start-shadow'

let registry: string
beforeEach(async () => {
  registry = await mkdtemp(join(tmpdir(), 'bandshift-scores-'))
})
afterEach(() => rm(registry, { recursive: true, force: true }))

const policy = 'a'.repeat(16)
const start = 20_000 * DAY
const scored = (place: number, loss = 0.25): BarScores => ({
  policy,
  at: start + place * 60 * SECOND,
  scores: [
    { measure: 'qlike 5', horizonBars: 5, loss, baseline: 0.5 },
    { measure: 'log-loss 5', horizonBars: 5, loss: 1, baseline: undefined },
  ],
})
const fileOf = (instrument: string): string =>
  join(registry, 'live', encodeURIComponent(instrument), policy, '2024-10-04.jsonl')

test('what was scored is read again, by market and time, over days', async () => {
  const scores = startLiveScores(registry)
  const bars = [scored(0), scored(1), scored(1441)]
  await scores.add('venue/A-B', bars.slice(0, 2))
  await scores.add('venue/A-B', bars.slice(2))
  await scores.add('venue/C', [scored(7)])
  expect(await readLiveScores(registry, policy)).toEqual([
    { instrument: 'venue/A-B', bars },
    { instrument: 'venue/C', bars: [scored(7)] },
  ])
  expect(await readLiveScores(registry, policy, start + 60 * SECOND)).toEqual([
    { instrument: 'venue/A-B', bars: bars.slice(2) },
    { instrument: 'venue/C', bars: [scored(7)] },
  ])
  expect(await readLiveScores(registry, 'b'.repeat(16))).toEqual([])
})

test('nothing was scored where there is no registry', async () => {
  expect(await readLiveScores(join(registry, 'nowhere'), policy)).toEqual([])
})

test('a bar that was written twice counts once, and a line that a crash has torn not at all', async () => {
  await startLiveScores(registry).add('x/y', [scored(0), scored(1)])
  await appendFile(fileOf('x/y'), '[1728000120000000,[["qlike 5",5,0.')
  // The next process.
  await startLiveScores(registry).add('x/y', [scored(1, 0.75), scored(3)])
  const [{ bars }] = await readLiveScores(registry, policy)
  expect(bars).toEqual([scored(0), scored(1, 0.75), scored(3)])
})

test('days older than are kept go when a new one begins', async () => {
  const folder = join(fileOf('x/y'), '..')
  await mkdir(folder, { recursive: true })
  for (const day of ['2024-08-01', '2024-09-30']) await writeFile(join(folder, `${day}.jsonl`), '')
  await startLiveScores(registry).add('x/y', [scored(0)])
  expect((await readdir(folder)).sort()).toEqual(['2024-09-30.jsonl', '2024-10-04.jsonl'])
})
