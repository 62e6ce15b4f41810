import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../../src/adapters/recordings'
import { loadModels, type ServiceModels } from '../../src/app/models/load-models'
import { trustModels } from '../../src/app/models/trust-models'
import { unseenFrom } from '../../src/app/models/unseen-from'
import { historySpan, warmUp } from '../../src/app/models/warm-up'
import { watchModels } from '../../src/app/models/watch-models'
import { DAY } from '../../src/core/market/event'
import { startMarket } from '../../src/core/market/state/start-market'
import type { BarReading } from '../../src/core/market/state/bar-reading'
import { startFakeTimers } from '../support/fake-timers'
import { digestOf, foldAll, type LivedMarket, instrument } from './a-lived-market'
import { trainedInstrument } from './a-trained-registry'

type Card = { settings: Record<string, unknown> } & Record<string, unknown>

/** Loading champions, watching them, and warming a market up. */
export const serviceModels = (lived: () => LivedMarket): void => {
  let copy: string
  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'bandshift-registry-'))
    await cp(lived().trained.registry, copy, { recursive: true })
  })
  afterEach(() => rm(copy, { recursive: true, force: true }))

  const pointer = (kind: string): string => join(copy, kind, 'champion.json')
  const championOf = async (kind: string): Promise<string> =>
    (JSON.parse(await readFile(pointer(kind), 'utf8')) as { id: string }).id

  test('loads the champions with the policy that was tuned for them', async () => {
    const { models } = lived()
    const policy = await championOf('hedging-policy')
    expect(models.market.versions).toEqual({
      forecaster: await championOf('volatility-forecaster'),
      classifier: await championOf('regime-classifier'),
      policy,
    })
    expect(models.policy).toMatchObject({ id: policy, baseline: { kind: 'whalley-wilmott' } })
    expect(models.market.grid).toMatchObject({ barSeconds: 60, barsPerDay: 1440, continuous: true, sourceSeconds: 0 })
  })

  test('refuses a changed file, a policy tuned for other models, and an empty registry', async () => {
    const weights = join(copy, 'regime-classifier', await championOf('regime-classifier'), 'weights.bin')
    const bytes = await readFile(weights)
    bytes[40] ^= 1
    await writeFile(weights, bytes)
    await expect(loadModels(copy)).rejects.toThrow('does not have the SHA-256 of the card')
    await rm(pointer('hedging-policy'))
    await expect(loadModels(copy)).rejects.toThrow('no hedging policy in service')
  })

  test('refuses a card that was changed after publication', async () => {
    const path = join(copy, 'volatility-forecaster', await championOf('volatility-forecaster'), 'card.json')
    const card = JSON.parse(await readFile(path, 'utf8')) as Card
    await writeFile(path, JSON.stringify({ ...card, settings: { ...card.settings, barsPerDay: 390 } }))
    await expect(loadModels(copy)).rejects.toThrow('was changed after publication')
  })

  test('takes promoted champions over once their pointers rest, and tells of those that do not load once', async () => {
    const told: (ServiceModels | string)[] = []
    const watch = await watchModels({
      registry: copy,
      timers: startFakeTimers(),
      onPromoted: (models) => void told.push(models),
      onRefused: (reason) => void told.push(reason),
    })
    const forecaster = await readFile(pointer('volatility-forecaster'), 'utf8')
    await watch.look()
    await writeFile(
      pointer('volatility-forecaster'),
      forecaster.replace(/"id": *"./, (id) => `${id.slice(0, -1)}${id.endsWith('0') ? 1 : 0}`),
    )
    await watch.look()
    expect(told).toEqual([])
    await watch.look()
    await watch.look()
    expect(told).toEqual([expect.stringContaining('card.json')])
    await writeFile(pointer('volatility-forecaster'), forecaster)
    await watch.look()
    await watch.look()
    expect(told[1]).toMatchObject({ market: { versions: lived().models.market.versions } })
    watch.close()
    await writeFile(pointer('volatility-forecaster'), '{}')
    await watch.look()
    await watch.look()
    expect(told.length).toBe(2)
  })

  test('believes models by what they learned from, and falls back on log-HAR once they are too old', () => {
    const { models, trained } = lived()
    const { trainedOn } = models.market
    expect(trainedOn.until).toBe(unseenFrom(models.cards.forecaster))
    expect(trainedOn.scales.length).toBe(2)
    const old = { ...models.market, trainedOn: { ...trainedOn, until: trainedOn.until - 400 * DAY } }
    const trustIn = (market: typeof models.market) => {
      const folded = startMarket({ instrument, models: market, trust: trustModels })
      foldAll(folded, trained.events.slice(0, 10_000))
      return folded.state()?.trust
    }
    expect(trustIn(models.market)).toEqual({ kind: 'models' })
    expect(trustIn(old)).toEqual({ kind: 'baseline', reasons: ['models-too-old', 'volatility-log-har'] })
  })

  test('warms a market up from a recording, then replays what the models have not seen as if it had never stopped', async () => {
    const { models, trained, readings } = lived()
    const until = unseenFrom(models.cards.forecaster)
    const market = startMarket({ instrument, models: models.market })
    const reader = await openRecording(trained.recording)
    const past: BarReading[] = []
    const { grid } = models.market
    const warmed = await warmUp({
      market,
      grid,
      reader,
      instrument: trainedInstrument,
      until,
      onReadings: (closed) => void past.push(...closed),
    })
    await reader.close()
    expect(historySpan(grid, until).from).toBeLessThan(trained.events[0].timestamp)
    const seen = readings.filter(({ bar }) => bar.timestamp < until)
    expect(warmed).toEqual({ bars: seen.length, from: 'events' })
    const unseen = trained.events.filter(({ timestamp }) => timestamp >= until)
    expect(unseen.length).toBeGreaterThan(1000)
    expect(digestOf([...past, ...foldAll(market, unseen)])).toBe(digestOf(readings))
  })
}
