import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unseenFrom } from '../../../models/store/card'
import { championSet, loadPolicy } from '../../../models/store/model-set'
import { publishPolicy } from '../../../models/store/policy'
import { nominateSet, promoteSet, rollbackSet, withdrawChallenger } from '../../../models/store/promote'
import { openRecording } from '../../../src/adapters/recordings'
import { historySpan, warmUp } from '../../../src/app/engine/warm-up'
import { loadModels, type ServiceModels } from '../../../src/app/models/load-models'
import { watchModels } from '../../../src/app/models/watch-models'
import { DAY } from '../../../src/core/market/event'
import { startBreaker } from '../../../src/core/reading/breaker'
import type { BarReading } from '../../../src/core/reading/market'
import { startMarket } from '../../../src/core/reading/start-market'
import { startTrust } from '../../../src/core/reading/trust/start-trust'
import { defaultTrust } from '../../../src/core/reading/trust/trust-limits'
import { startFakeTimers } from '../../support/fake-timers'
import { digestOf, foldAll, instrument, type FoldedMarket } from './a-folded-market'
import { trainedInstrument } from './a-trained-registry'

type Card = { settings: Record<string, unknown> } & Record<string, unknown>

/** Loading champions, watching them, and warming a market up. */
export const serviceModels = (folded: () => FoldedMarket): void => {
  let copy: string
  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'bandshift-registry-'))
    await cp(folded().trained.registry, copy, { recursive: true })
  })
  afterEach(() => rm(copy, { recursive: true, force: true }))

  const championOf = async (kind: 'forecaster' | 'classifier' | 'policy'): Promise<string> =>
    (await championSet(copy))[kind]

  test('loads the champions with the policy that was tuned for them', async () => {
    const { models } = folded()
    const policy = await championOf('policy')
    expect(models.market.versions).toEqual({
      forecaster: await championOf('forecaster'),
      classifier: await championOf('classifier'),
      policy,
    })
    expect(models.policy).toMatchObject({ id: policy, baseline: { kind: 'whalley-wilmott' } })
    expect(models.market.grid).toMatchObject({ barSeconds: 60, barsPerDay: 1440, continuous: true, sourceSeconds: 0 })
  })

  test('refuses a changed file, a policy whose models are not there, and an empty registry', async () => {
    const weights = join(copy, 'regime-classifier', await championOf('classifier'), 'weights.bin')
    const bytes = await readFile(weights)
    bytes[40] ^= 1
    await writeFile(weights, bytes)
    await expect(loadModels(copy)).rejects.toThrow('does not have the SHA-256 of the card')
    await rm(join(copy, 'volatility-forecaster', await championOf('forecaster')), { recursive: true })
    await expect(loadModels(copy)).rejects.toThrow('card.json: is missing')
    await rm(join(copy, 'history'), { recursive: true })
    await expect(loadModels(copy)).rejects.toMatchObject({ code: 'missing-data' })
  })

  test('refuses a card that was changed after publication', async () => {
    const path = join(copy, 'volatility-forecaster', await championOf('forecaster'), 'card.json')
    const card = JSON.parse(await readFile(path, 'utf8')) as Card
    await writeFile(path, JSON.stringify({ ...card, settings: { ...card.settings, barsPerDay: 390 } }))
    await expect(loadModels(copy)).rejects.toThrow('was changed after publication')
  })

  const note = { by: 'a test', reason: 'because' }
  /** Publishes another policy for the same models. */
  const anotherPolicy = async (seed: number): Promise<string> =>
    (await publishPolicy(copy, { ...(await loadPolicy(copy)), seed })).id

  const startWatch = async (reported: (ServiceModels | string | undefined)[]) => {
    const loaded = await championOf('policy')
    const watch = await watchModels({
      registry: copy,
      timers: startFakeTimers(),
      loaded,
      onPromoted: (models) => void reported.push(models),
      onChallenger: (models) => void reported.push(models),
      onRefused: (reason) => void reported.push(reason),
    })
    await watch.check()
    return watch
  }

  test('takes a promoted set and its challengers over at the next check', async () => {
    const reported: (ServiceModels | string | undefined)[] = []
    const [second, third] = [await anotherPolicy(101), await anotherPolicy(102)]
    const watch = await startWatch(reported)
    expect(reported).toEqual([])
    await promoteSet(copy, second, note)
    await nominateSet(copy, third, note)
    await watch.check()
    expect(reported).toMatchObject([{ cards: { policy: { id: second } } }, { cards: { policy: { id: third } } }])
    await withdrawChallenger(copy, note)
    await rollbackSet(copy, note)
    await watch.check()
    await watch.check()
    expect(reported.slice(2)).toMatchObject([{ market: { versions: folded().models.market.versions } }, undefined])
    watch.close()
    await promoteSet(copy, third, note)
    await watch.check()
    expect(reported.length).toBe(4)
  })

  test('reports the challenger that is nominated before the service starts', async () => {
    const reported: (ServiceModels | string | undefined)[] = []
    const second = await anotherPolicy(101)
    await nominateSet(copy, second, note)
    const watch = await startWatch(reported)
    expect(reported).toMatchObject([{ cards: { policy: { id: second } } }])
    watch.close()
  })

  const rewrite = async (path: string, change: (text: string) => string): Promise<void> =>
    writeFile(path, change(await readFile(path, 'latin1')), 'latin1')
  const last = async (): Promise<string> => {
    const records = (await readdir(join(copy, 'history'))).filter((name) => name.endsWith('.json'))
    return join(copy, 'history', records.sort()[records.length - 1])
  }
  const modelFile = async (kind: 'forecaster' | 'classifier', file: string): Promise<string> =>
    join(copy, kind === 'forecaster' ? 'volatility-forecaster' : 'regime-classifier', await championOf(kind), file)

  test.each<[string, (policy: string) => Promise<void>, RegExp]>([
    [
      'weights with a flipped bit',
      async () =>
        rewrite(
          await modelFile('forecaster', 'weights.bin'),
          (text) => `${text === '' ? '' : String.fromCharCode(text.charCodeAt(0) ^ 1)}${text.slice(1)}`,
        ),
      /weights\.bin: does not have the SHA-256/,
    ],
    [
      'columns in another order',
      async () =>
        rewrite(await modelFile('classifier', 'card.json'), (text) => {
          const card = JSON.parse(text) as { columns: string[] }
          return JSON.stringify({ ...card, columns: card.columns.toReversed() })
        }),
      /card\.json: was changed after publication/,
    ],
    [
      'an edited policy card',
      (policy) =>
        rewrite(join(copy, 'hedging-policy', policy, 'card.json'), (text) =>
          text.replace('"seed": 101', '"seed": 102'),
        ),
      /policy .* refused/,
    ],
    [
      'a pointer that was edited',
      async () => rewrite(await last(), (text) => text.replace('because', 'why')),
      /was changed/,
    ],
    [
      'a pointer to nowhere',
      (policy) => rm(join(copy, 'hedging-policy', policy), { recursive: true }),
      /card\.json: is missing/,
    ],
    ['a pointer that is no pointer', async () => writeFile(await last(), '{}'), /history\/000002\.json/],
    [
      'a policy whose models are gone',
      async () => rm(join(await modelFile('classifier', 'card.json'), '..'), { recursive: true }),
      /card\.json: is missing/,
    ],
  ])('keeps the set in service and reports once %s', async (_, damage, reason) => {
    const reported: (ServiceModels | string | undefined)[] = []
    const second = await anotherPolicy(101)
    const watch = await startWatch(reported)
    await promoteSet(copy, second, note)
    await damage(second)
    await watch.check()
    await watch.check()
    expect(reported).toEqual([expect.stringMatching(reason)])
    watch.close()
  })

  test('trusts models by their training data, and falls back on log-HAR once they are too old', () => {
    const { models, trained } = folded()
    const { trainedOn } = models.market
    expect(trainedOn.until).toBe(unseenFrom(models.cards.forecaster))
    expect(trainedOn.scales.length).toBe(2)
    const old = { ...models.market, trainedOn: { ...trainedOn, until: trainedOn.until - 400 * DAY } }
    const trustIn = (market: typeof models.market) => {
      const judgedMarket = startMarket({
        instrument,
        models: market,
        trust: (judged) => startTrust(defaultTrust, judged),
      })
      foldAll(judgedMarket, trained.events.slice(0, 10_000))
      return judgedMarket.state()?.trust
    }
    expect(trustIn(models.market)).toEqual({ kind: 'models' })
    expect(trustIn(old)).toEqual({ kind: 'baseline', reasons: ['models-too-old', 'volatility-log-har'] })
  })

  test('warms a market up from a recording, then reads the events after training as one run without a stop', async () => {
    const { models, trained, readings } = folded()
    const until = unseenFrom(models.cards.forecaster)
    const market = startMarket({ instrument, models: models.market })
    const strict = { move: 0.002, withinSeconds: 300, spread: 0.5, calmSeconds: 1e6 }
    const live = { instrument, market, breaker: startBreaker(strict) }
    const reader = await openRecording(trained.recording)
    const past: BarReading[] = []
    const { grid } = models.market
    const warmed = await warmUp({
      live,
      grid,
      reader,
      instrument: trainedInstrument,
      until,
      onReadings: (own) => void past.push(...own),
    })
    await reader.close()
    expect(historySpan(grid, until).from).toBeLessThan(trained.events[0].timestamp)
    expect(live.breaker.status()).toMatchObject({ kind: 'open', cause: 'move' })
    const closed = readings.filter(({ bar }) => bar.timestamp < until)
    expect(warmed).toEqual({ bars: closed.length, from: 'events' })
    const unseen = trained.events.filter(({ timestamp }) => timestamp >= until)
    expect(unseen.length).toBeGreaterThan(1000)
    expect(digestOf([...past, ...foldAll(market, unseen)])).toBe(digestOf(readings))
  })
}
