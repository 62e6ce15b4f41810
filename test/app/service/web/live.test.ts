import { once } from 'node:events'
import { WebSocket } from 'ws'
import { startOutbox } from '../../../../src/app/service/web/live'
import type { LiveUpdate } from '../../../../src/app/service/web/view'
import { aMarket } from '../../../support/service/a-market'
import { aDecision, aPortfolio } from '../../../support/service/a-portfolio'
import { aService, operatorToken, type RunningFixture } from '../../../support/service/a-service'

const open: RunningFixture[] = []
const start = async (...given: Parameters<typeof aService>): Promise<RunningFixture> => {
  const running = await aService(...given)
  open.push(running)
  return running
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ service }) => service.close()))
})

const live = ({ service }: RunningFixture, headers: Record<string, string> = {}, token?: string): WebSocket => {
  const carried = token === undefined ? [] : [`bandshift.token.${Buffer.from(token).toString('base64url')}`]
  return new WebSocket(`${service.address.replace('http', 'ws')}/api/v1/live`, ['bandshift.v1', ...carried], {
    headers,
  })
}

const refused = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.on('error', ({ message }) => resolve(message)))

const updates = async (socket: WebSocket): Promise<LiveUpdate[]> => {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(data.toString('utf8')) as LiveUpdate[]
}

describe('live updates', () => {
  test('arrive in order, in one batch', async () => {
    const running = await start()
    const socket = live(running)
    await once(socket, 'open')
    expect(socket.protocol).toBe('bandshift.v1')
    const arrived = updates(socket)
    running.publish({ kind: 'decision', decision: aDecision(1) })
    running.publish({ kind: 'market', market: aMarket(1), point: { at: 1, spot: 2 } })
    expect(await arrived).toEqual([
      { kind: 'decision', decision: aDecision(1) },
      { kind: 'market', market: aMarket(1), point: { at: 1, spot: 2 } },
    ])
    socket.terminate()
  })

  test('go to nobody from another site or host, nor without the token where one is needed', async () => {
    const running = await start()
    expect(await refused(live(running, { origin: 'https://evil.example' }))).toContain('403')
    expect(await refused(live(running, { host: 'evil.example' }))).toContain('403')
    expect(await refused(live(running, {}, 'wrong-token-wrong-token-wrong'))).toContain('401')
    const bound = await start({ host: '0.0.0.0', hosts: ['hedge.example'] })
    const headers = { host: 'hedge.example' }
    expect(await refused(live(bound, headers))).toContain('401')
    const socket = live(bound, headers, operatorToken)
    await once(socket, 'open')
    expect(socket.protocol).toBe('bandshift.v1')
    socket.terminate()
  })

  test('a viewer that sends a message, or is one too many, is disconnected; the others stay', async () => {
    const running = await start({ viewers: 1 })
    const first = live(running)
    await once(first, 'open')
    const second = live(running)
    expect((await once(second, 'close'))[0]).toBe(1013)
    const arrived = updates(first)
    running.publish({ kind: 'decision', decision: aDecision(2) })
    expect(await arrived).toHaveLength(1)
    first.send('hello')
    expect((await once(first, 'close'))[0]).toBe(1008)
    const big = live(running)
    await once(big, 'open')
    big.send('x'.repeat(5_000))
    expect((await once(big, 'close'))[0]).toBe(1009)
    expect(running.listeners()).toBe(0)
  })

  test('a viewer that does not read is dropped and delays no other', async () => {
    const running = await start({}, { batchMs: 1 })
    const slow = live(running)
    const quick = live(running)
    await Promise.all([once(slow, 'open'), once(quick, 'open')])
    slow.pause()
    const gone = once(slow, 'close')
    const text = 'x'.repeat(200_000)
    for (let at = 0; running.listeners() > 1; at++) {
      const arrived = updates(quick)
      running.publish({ kind: 'alert', alert: { at, severity: 'info', event: 'a.b', text } })
      expect(await arrived).toMatchObject([{ alert: { at } }])
    }
    slow.resume()
    await gone
    expect(running.logged.join('')).toContain('too slow')
    quick.terminate()
  })

  test('stop with the service, which does not wait for viewers', async () => {
    const running = await start()
    const socket = live(running)
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await Promise.all(open.splice(0).map(({ service }) => service.close()))
    await closed
    expect(running.listeners()).toBe(0)
    await expect(running.get('/healthz')).rejects.toThrow()
  })
})

describe('outbox', () => {
  test('keeps the last update of each state, and every event', () => {
    const outbox = startOutbox()
    outbox.add({ kind: 'market', market: aMarket(1) })
    outbox.add({ kind: 'decision', decision: aDecision(1) })
    outbox.add({ kind: 'market', market: aMarket(2) })
    outbox.add({ kind: 'portfolio', portfolio: aPortfolio(3), point: { at: 1 } })
    outbox.add({ kind: 'portfolio', portfolio: aPortfolio(4), point: { at: 2 } })
    expect(outbox.take()).toEqual([
      { kind: 'decision', decision: aDecision(1) },
      { kind: 'market', market: aMarket(2) },
      { kind: 'portfolio', portfolio: aPortfolio(3), point: { at: 1 } },
      { kind: 'portfolio', portfolio: aPortfolio(4), point: { at: 2 } },
    ])
    expect(outbox.take()).toEqual([])
  })

  test('keeps one row of a market for each step of its charts', () => {
    const outbox = startOutbox()
    for (let at = 0; at < 30_000_000; at += 1_000)
      outbox.add({ kind: 'market', market: aMarket(1), point: { at, spot: at } })
    expect(outbox.overflowed()).toBe(false)
    const rows = outbox.take().map((update) => update.kind === 'market' && update.point?.at)
    expect(rows).toEqual([9_999_000, 19_999_000, 29_999_000])
  })

  test('is bounded: states coalesce for ever, events overflow it', () => {
    const outbox = startOutbox()
    for (let i = 0; i < 20_000; i++) outbox.add({ kind: 'market', market: aMarket(1) })
    expect(outbox.overflowed()).toBe(false)
    expect(outbox.take()).toHaveLength(1)
    for (let i = 0; i < 5_001; i++) outbox.add({ kind: 'decision', decision: aDecision(i) })
    expect(outbox.overflowed()).toBe(true)
    expect(outbox.take()).toHaveLength(0)
  })
})
