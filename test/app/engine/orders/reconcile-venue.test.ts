import { Fault } from '../../../../src/core/error'
import { aScene, filled } from './a-desk'

describe('reconciliation', () => {
  test('comes before anything is sent', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await scene.decide()
    expect(await desk.executeIntents('a')).toEqual({ filled: 0, unfilled: 0, open: 1 })
    expect(desk.isReconciled('paper')).toBe(false)
    expect(scene.venue.sent).toEqual([])
    expect(await desk.reconcile('paper')).toEqual({ kind: 'agreed' })
    expect(await desk.executeIntents('a')).toEqual({ filled: 1, unfilled: 0, open: 0 })
  })

  test('halts portfolios whose position differs from the venue, raises one alert, and changes no book', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    scene.venue.held = [{ instrument: 'paper/BTC', lots: 7 }]
    expect(await desk.reconcile('paper')).toMatchObject({ kind: 'halted', differences: [{ book: 0, venue: 7 }] })
    await desk.reconcile('paper')
    const { state, book } = await scene.ledger.portfolio('a')
    expect(state).toMatchObject({ mode: 'halted', modeReason: expect.stringContaining('7') })
    expect(book.positions).toEqual([])
    expect(scene.alerts).toMatchObject([{ severity: 'critical', event: 'portfolio.halted' }])
    await scene.decide()
    await desk.executeIntents('a')
    expect(scene.venue.sent).toEqual([])
  })

  test('halts at an order that the ledger does not have', async () => {
    const scene = await aScene()
    const intent = await scene.decide()
    scene.venue.orders.set('stranger', {
      ...filled({ label: 'stranger', order: intent.order }),
      state: 'working',
      fills: [],
    })
    expect(await scene.desk().reconcile('paper')).toMatchObject({
      kind: 'halted',
      differences: [{ cause: 'order', label: 'stranger' }],
    })
  })

  test('takes over what a desk that died had sent', async () => {
    const scene = await aScene()
    const intent = await scene.decide()
    await scene.ledger.claim(intent, 0)
    await scene.venue.answer({ label: intent.label, order: intent.order, validUntil: 0 })
    expect(await scene.desk().reconcile('paper')).toEqual({ kind: 'agreed' })
    expect(await scene.intent()).toMatchObject({ state: 'filled', filledLots: 3 })
  })

  test('books the fills of a lost order that turns up, instead of halting', async () => {
    const scene = await aScene()
    const intent = await scene.decide()
    await scene.ledger.claim(intent, 0)
    await scene.ledger.close(intent, 'lost', 'the venue has no such order', 0)
    await scene.venue.answer({ label: intent.label, order: intent.order, validUntil: 0 })
    expect(await scene.desk().reconcile('paper')).toEqual({ kind: 'agreed' })
    expect(await scene.intent()).toMatchObject({ state: 'filled' })
    expect((await scene.ledger.portfolio('a')).book.positions).toMatchObject([{ lots: 3 }])
  })

  test('does not take a book that moves while it is read for a difference', async () => {
    const scene = await aScene()
    let requests = 0
    scene.venue.onRequest = () => {
      if (++requests % 2 === 0 && requests < 8) scene.venue.held = [{ instrument: 'paper/BTC', lots: requests }]
      else if (requests >= 8) scene.venue.held = []
    }
    expect(await scene.desk().reconcile('paper')).toEqual({ kind: 'agreed' })
    expect((await scene.ledger.portfolio('a')).state.mode).toBe('active')
  })

  test('is unsettled while the venue does not answer, and sending stops until it does', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    await desk.reconcile('paper')
    scene.venue.onRequest = () => {
      throw new Fault('unavailable', 'the venue cannot be reached')
    }
    expect(await desk.reconcile('paper')).toEqual({ kind: 'unsettled', reason: 'the venue cannot be reached' })
    expect(desk.isReconciled('paper')).toBe(false)
    await scene.decide()
    await desk.executeIntents('a')
    expect(scene.venue.sent).toEqual([])
  })

  test('leaves alone what nobody here trades', async () => {
    const scene = await aScene()
    const desk = scene.desk()
    scene.venue.held = [{ instrument: 'paper/ETH', lots: 4 }]
    await desk.reconcile('paper')
    expect((await scene.ledger.portfolio('a')).state.mode).toBe('active')
    await scene.decide()
    expect(await desk.executeIntents('a')).toEqual({ filled: 1, unfilled: 0, open: 0 })
  })
})
