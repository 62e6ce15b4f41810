import { executionSteps } from '../../../../src/app/engine/orders/order-desk-parts'
import { Fault } from '../../../../src/core/error'
import { finalStates } from '../../../../src/core/execution/intent'
import { aScene, filled, type Scene } from './a-desk'

const lotsHeld = async ({ ledger }: Scene): Promise<number> =>
  (await ledger.portfolio('a')).book.positions[0]?.lots ?? 0
const silent = (): never => {
  throw new Fault('unavailable', 'the venue cannot be reached')
}

describe('open intents', () => {
  test('are sent once, with their label, and their fills are in the book', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    const { label } = await scene.decide()
    expect(await desk.executeIntents('a')).toEqual({ filled: 1, unfilled: 0, open: 0 })
    expect(scene.venue.sent.map((order) => order.label)).toEqual([label])
    expect(await scene.intent()).toMatchObject({ state: 'filled', filledLots: 3 })
    expect(await lotsHeld(scene)).toBe(3)
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 0 })
  })

  test('of which the answer is lost are looked up and not sent again', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    const { answer } = scene.venue
    scene.venue.answer = async (order) => {
      await answer(order)
      return { kind: 'unknown', reason: 'the socket was cut' }
    }
    await desk.executeIntents('a')
    expect(await scene.intent()).toMatchObject({ state: 'filled' })
    expect(scene.venue.sent).toHaveLength(1)
    expect(await lotsHeld(scene)).toBe(3)
  })

  test('that never reached the venue are lost after the grace, raise an alert, and are not sent again', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    scene.venue.answer = () => Promise.resolve({ kind: 'unknown', reason: 'the socket was cut' })
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 1 })
    expect(await scene.intent()).toMatchObject({ state: 'sent' })
    scene.pass(20)
    await desk.executeIntents('a')
    expect(await scene.intent()).toMatchObject({ state: 'sent' })
    expect(scene.alerts).toEqual([])
    scene.pass(20)
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 1, open: 0 })
    expect(await scene.intent()).toMatchObject({ state: 'lost' })
    expect(scene.alerts).toMatchObject([{ event: 'order.lost', portfolio: 'a' }])
    expect(scene.venue.sent).toHaveLength(1)
  })

  test('are given up later than the venue may take them up', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    await desk.executeIntents('a')
    const { sentAt } = await scene.intent()
    expect((scene.venue.sent[0]?.validUntil ?? 0) - (sentAt ?? 0)).toBe(15_000_000)
    expect(() => scene.desk({ times: { validity: 30_000, grace: 30_000 } })).toThrow(/given up/)
  })

  test('that are too old are not sent', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    scene.pass(11)
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 1, open: 0 })
    expect(await scene.intent()).toMatchObject({ state: 'expired', reason: 'too old to be sent' })
    expect(scene.venue.sent).toEqual([])
  })

  test('are not sent while the kill switch is on or the portfolio may not trade them', async () => {
    const stops: ((scene: Scene) => Promise<void>)[] = [
      ({ ledger }) => ledger.setKillSwitch(true, 'enough', 'me', 0),
      ({ ledger }) => ledger.setMode('a', 'halted', 'books differ'),
      ({ ledger }) => ledger.setMode('a', 'reducing', undefined),
    ]
    for (const stop of stops) {
      const scene = await aScene()
      const desk = scene.desk()
      await desk.reconcile('paper')
      await scene.decide({ reduces: false })
      await stop(scene)
      await desk.executeIntents('a')
      expect(await scene.intent()).toMatchObject({ state: 'expired', reason: expect.any(String) })
      expect(scene.venue.sent).toEqual([])
    }
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.ledger.setMode('a', 'reducing', undefined)
    await scene.decide({ reduces: true })
    await desk.executeIntents('a')
    expect(await scene.intent()).toMatchObject({ state: 'filled' })
  })

  test('that the venue refuses for certain end with its reason', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    scene.venue.answer = () => Promise.resolve({ kind: 'rejected', reason: 'not enough funds' })
    await desk.executeIntents('a')
    expect(await scene.intent()).toMatchObject({ state: 'rejected', reason: 'not enough funds' })
  })

  test('are sent by one of many desks', async () => {
    const scene = await aScene()
    const desks = Array.from({ length: 8 }, () => scene.desk())
    for (const desk of desks) await desk.reconcile('paper')
    for (let round = 0; round < 5; round++) {
      await scene.decide()
      await Promise.all(desks.map((desk) => desk.executeIntents('a')))
      expect(await scene.intent()).toMatchObject({ state: 'filled' })
    }
    expect(scene.venue.sent).toHaveLength(5)
    expect(await lotsHeld(scene)).toBe(15)
  })

  test('that another desk claims while they are found too old are left to it', async () => {
    const scene = await aScene()
    const desk = scene.desk({
      ledger: {
        ...scene.ledger,
        close: async (key, state, reason, at) => {
          await scene.ledger.claim(key, at)
          return scene.ledger.close(key, state, reason, at)
        },
      },
    })
    await desk.reconcile('paper')
    await scene.decide()
    scene.pass(11)
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 1 })
    expect(await scene.intent()).toMatchObject({ state: 'sent' })
  })

  test('are followed while they work, and left to the next call when patience ends', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    scene.venue.answer = (order) => {
      const report = { ...filled(order), state: 'working' as const, fills: [] }
      scene.venue.orders.set(order.label, report)
      return Promise.resolve({ kind: 'report', report })
    }
    let requests = 0
    scene.venue.onRequest = () => void requests++
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 1 })
    expect(requests).toBeGreaterThan(3)
    expect(requests).toBeLessThan(30)
    expect(await scene.intent()).toMatchObject({ state: 'working' })
    const [sent] = scene.venue.sent
    if (sent) scene.venue.orders.set(sent.label, filled(sent))
    expect(await desk.executeIntents('a')).toEqual({ filled: 1, unfilled: 0, open: 0 })
    expect(await lotsHeld(scene)).toBe(3)
  })

  test('stay open while the venue does not answer, however long', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    await scene.decide()
    scene.venue.answer = silent
    scene.venue.onRequest = silent
    for (let round = 0; round < 3; round++) {
      expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 1 })
      scene.pass(60)
    }
    expect(await scene.intent()).toMatchObject({ state: 'sent' })
  })

  test('wait no longer for an answer than is said', async () => {
    const scene = await aScene()
    const desk = scene.desk({ times: { answer: 20 } })
    await desk.reconcile('paper')
    await scene.decide()
    const { answer } = scene.venue
    scene.venue.answer = async (order) => {
      await answer(order)
      return new Promise(() => undefined)
    }
    await desk.executeIntents('a')
    expect(await scene.intent()).toMatchObject({ state: 'filled' })
    expect(scene.venue.sent).toHaveLength(1)
  })

  test('of a desk that was held up after its claim are not sent', async () => {
    const scene = await aScene()
    const desk = scene.desk({
      at: (step) => {
        if (step === 'claimed') scene.pass(16)
      },
    })
    await desk.reconcile('paper')
    await scene.decide()
    await desk.executeIntents('a')
    scene.pass(30)
    await desk.executeIntents('a')
    expect(scene.venue.sent).toEqual([])
    expect(await scene.intent()).toMatchObject({ state: 'lost' })
  })

  test.each(executionSteps)('end once and in the book when a desk dies at "%s"', async (step) => {
    const scene = await aScene()
    let isDead = false
    const dying = scene.desk({
      at: (own) => {
        if (own !== step || isDead) return
        isDead = true
        throw new Error('killed')
      },
    })
    await dying.reconcile('paper')
    await scene.decide()
    const { answer } = scene.venue
    scene.venue.answer = async (order) => {
      await answer(order)
      return { kind: 'unknown', reason: 'the socket was cut' }
    }
    await expect(dying.executeIntents('a')).rejects.toThrow('killed')
    const heir = scene.desk()
    await heir.reconcile('paper')
    await heir.executeIntents('a')
    scene.pass(31)
    await heir.executeIntents('a')
    const { state } = await scene.intent()
    expect(finalStates.has(state)).toBe(true)
    expect(scene.venue.sent.length).toBeLessThanOrEqual(1)
    expect(await lotsHeld(scene)).toBe(3 * scene.venue.sent.length)
    expect(state).toBe(scene.venue.sent.length === 1 ? 'filled' : step === 'before-claim' ? 'expired' : 'lost')
  })
})
