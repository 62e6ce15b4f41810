import { emptyBook, foldEntries } from '../../../src/core/portfolio/book'
import { openingEntries } from '../../../src/core/portfolio/entries'
import type { LedgerEntry } from '../../../src/core/portfolio/ledger/entry'
import type { Ledger } from '../../../src/ports/ledger'
import { noon } from '../../core/portfolio/a-book'
import { aFill, aRecord, aReport, aTrade } from './a-record'

const deposit = (source: string, cash = 1, at = noon): LedgerEntry => ({ kind: 'deposit', source, at, cash })

/** The contract of every ledger. `open` gives another user of the same ledger. */
export const itKeepsTheLedgersPromise = (open: () => Promise<Ledger>): void => {
  let [ledger, other]: Ledger[] = []
  let count = 0
  const aPortfolio = async (entries: readonly LedgerEntry[] = []): Promise<string> => {
    const id = `desk-${++count}`
    await ledger.open(id, noon, entries)
    return id
  }
  const book = async (id: string) => (await ledger.portfolio(id)).book

  beforeAll(async () => {
    ;[ledger, other] = await Promise.all([open(), open()])
  })
  afterAll(async () => {
    await Promise.all([ledger.end(), other.end()])
  })

  test('opens a portfolio once, with its entries, however many do', async () => {
    const opening = openingEntries(noon, 1_000, [])
    const states = await Promise.all(
      Array.from({ length: 8 }, (_, place) => (place % 2 ? ledger : other).open('shared', noon + place, opening)),
    )
    expect(new Set(states.map(({ epoch }) => epoch)).size).toBe(1)
    expect(states[0]).toEqual({
      id: 'shared',
      epoch: expect.stringMatching(/^[a-z0-9]{6}$/) as string,
      sequence: 0,
      mode: 'active',
      modeReason: undefined,
      dueAt: undefined,
      evaluatedAt: undefined,
      last: undefined,
    })
    expect(await book('shared')).toEqual({ ...emptyBook, cash: 1_000e6, entries: 1 })
    expect((await other.portfolios()).map(({ id }) => id)).toContain('shared')
    const timetable = async () => (await other.timetable()).find(({ id }) => id === 'shared')
    expect(await timetable()).toEqual({ id: 'shared', mode: 'active', dueAt: undefined, evaluatedAt: undefined })
    await ledger.setMode('shared', 'halted', 'by hand')
    expect(await timetable()).toMatchObject({ mode: 'halted' })
    expect((await other.portfolio('shared')).state).toMatchObject({ mode: 'halted', modeReason: 'by hand' })
  })

  test('faults on a portfolio that was never opened', async () => {
    const unknown = { code: 'usage' }
    await expect(ledger.portfolio('nobody')).rejects.toMatchObject(unknown)
    await expect(ledger.standing('nobody', { sent: 0, turnover: 0 })).rejects.toMatchObject(unknown)
    await expect(ledger.setMode('nobody', 'active', undefined)).rejects.toMatchObject(unknown)
    await expect(ledger.post('nobody', [deposit('x')])).rejects.toMatchObject(unknown)
    await expect(ledger.commit(aRecord({ portfolio: 'nobody' }), [])).rejects.toMatchObject(unknown)
    await expect(ledger.open('Not a name', noon, [])).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('gives a decision back as it was, to the last bit, and moves the portfolio on', async () => {
    const id = await aPortfolio()
    const record = aRecord({ portfolio: id })
    expect(await ledger.commit(record, [])).toBe('committed')
    const kept = await other.decision(id, 1)
    expect(kept).toEqual(record)
    expect(JSON.stringify(kept?.inputs)).toBe(
      `{"apple":[5e-324,1.7976931348623157e+308],"spot":0.30000000000000004,"time":${noon},"zebra":1}`,
    )
    expect((await ledger.portfolio(id)).state).toMatchObject({
      sequence: 1,
      dueAt: record.dueAt,
      evaluatedAt: record.at,
      last: record.next,
    })
    expect(await ledger.decision(id, 2)).toBeUndefined()
    await expect(ledger.commit(aRecord({ portfolio: id, sequence: 2, inputs: NaN }), [])).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  test('lets one of many commits on top of the same decision win, with its orders', async () => {
    const id = await aPortfolio()
    const rivals = await Promise.all(
      Array.from({ length: 12 }, async (_, rival) => {
        const { record, intents } = aTrade(id, 1, 2)
        const own = { ...record, at: noon + rival }
        const labelled = intents.map((intent) => ({ ...intent, label: `${intent.label}.${rival}` }))
        return { rival, outcome: await (rival % 2 ? ledger : other).commit(own, labelled) }
      }),
    )
    const winners = rivals.filter(({ outcome }) => outcome === 'committed')
    expect(winners).toHaveLength(1)
    expect((await ledger.decision(id, 1))?.at).toBe(noon + winners[0].rival)
    const labels = (await ledger.openIntents(id)).map(({ label }) => label)
    expect(labels).toEqual([0, 1].map((leg) => `${id}.abc123.1.${leg}.${winners[0].rival}`))
  })

  test('answers committed to the same record again, stale to another, to a late and to an early one', async () => {
    const id = await aPortfolio()
    const { record, intents } = aTrade(id, 1)
    expect(await ledger.commit(record, intents)).toBe('committed')
    expect(await ledger.commit(record, intents)).toBe('committed')
    expect(await ledger.openIntents(id)).toHaveLength(1)
    expect(await ledger.commit({ ...record, outputs: 1 }, [])).toBe('stale')
    expect(await ledger.commit(aRecord({ portfolio: id, sequence: 3 }), [])).toBe('stale')
    expect((await ledger.portfolio(id)).state.sequence).toBe(1)
  })

  test('takes no trade while orders are open, but a hold', async () => {
    const id = await aPortfolio()
    const first = aTrade(id, 1)
    await ledger.commit(first.record, first.intents)
    const second = aTrade(id, 2)
    expect(await ledger.commit(second.record, second.intents)).toBe('stale')
    expect(await ledger.decision(id, 2)).toBeUndefined()
    expect(await ledger.commit(aRecord({ portfolio: id, sequence: 2 }), [])).toBe('committed')
    await ledger.close({ portfolio: id, sequence: 1, leg: 0 }, 'expired', 'too late', noon)
    const third = aTrade(id, 3)
    expect(await ledger.commit(third.record, third.intents)).toBe('committed')
  })

  test('writes a decision, its orders and its entries together or not at all', async () => {
    const id = await aPortfolio([deposit('a', 5)])
    const { record, intents } = aTrade(id, 1)
    const twice = [intents[0], { ...intents[0], leg: 1 }]
    await expect(ledger.commit(record, twice, [deposit('b', 7)])).rejects.toMatchObject({ code: 'bad-input' })
    await expect(
      ledger.commit(record, intents, [{ kind: 'settlement', source: 's', at: noon, option: 'x', spot: 1, cash: 1 }]),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await expect(ledger.commit(aRecord({ portfolio: id }), intents)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await ledger.decision(id, 1)).toBeUndefined()
    expect(await ledger.entries(id, { limit: 9 })).toHaveLength(1)
    expect((await ledger.portfolio(id)).open).toEqual([])
    expect(await ledger.commit(record, intents, [deposit('b', 7)])).toBe('committed')
    expect((await book(id)).cash).toBe(12)
  })

  test('gives a pending intent to one of its claimants', async () => {
    const id = await aPortfolio()
    const { record, intents } = aTrade(id, 1)
    await ledger.commit(record, intents)
    const key = { portfolio: id, sequence: 1, leg: 0 }
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, place) => (place % 2 ? ledger : other).claim(key, noon + 1)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect((await ledger.portfolio(id)).open).toEqual([
      {
        ...key,
        label: `${id}.abc123.1.0`,
        venue: 'paper',
        order: intents[0].order,
        state: 'sent',
        createdAt: noon,
        sentAt: noon + 1,
        filledLots: 0,
        reason: undefined,
      },
    ])
    expect(await ledger.claim({ ...key, leg: 7 }, noon)).toBe(false)
  })

  test('takes a report once, however often and from however many it comes', async () => {
    const id = await aPortfolio()
    const { record, intents } = aTrade(id, 1)
    const key = { portfolio: id, sequence: 1, leg: 0 }
    await ledger.commit(record, intents)
    await expect(ledger.report(key, aReport(intents[0].label), noon)).rejects.toMatchObject({ code: 'bad-input' })
    await ledger.claim(key, noon + 1)
    const fills = [aFill({ id: 'a', lots: 4 }), aFill({ id: 'b', lots: 6 })]
    const working = aReport(intents[0].label, { state: 'working', fills: fills.slice(0, 1) })
    const filled = aReport(intents[0].label, { fills })
    await ledger.report(key, working, noon + 2)
    expect((await ledger.openIntents(id))[0]).toMatchObject({ state: 'working', filledLots: 4 })
    await Promise.all([filled, filled, working].map((report) => other.report(key, report, noon + 3)))
    expect((await ledger.intents(id, { limit: 5 }))[0]).toMatchObject({ state: 'filled', filledLots: 10 })
    const after = await book(id)
    expect(after).toMatchObject({ positions: [{ instrument: 'paper/BTC', lots: 10, lot: 0.001 }], fills: 2 })
    expect(after.cash).toBe(-500.1e6 - 0.5e6)
    expect(foldEntries((await ledger.entries(id, { limit: 9 })).toReversed())).toEqual(after)
    await expect(ledger.report(key, aReport('other'), noon)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(ledger.report(key, { ...filled, side: 'sell' }, noon)).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('closes an intent as its state allows, and no other way', async () => {
    const id = await aPortfolio()
    const { record, intents } = aTrade(id, 1, 2)
    await ledger.commit(record, intents)
    const [first, second] = [0, 1].map((leg) => ({ portfolio: id, sequence: 1, leg }))
    await ledger.close(first, 'expired', 'too late', noon)
    await ledger.close(first, 'expired', 'again', noon)
    expect(await ledger.claim(first, noon)).toBe(false)
    await ledger.claim(second, noon)
    await expect(ledger.close(second, 'expired', 'too late', noon)).rejects.toMatchObject({ code: 'bad-input' })
    await ledger.close(second, 'lost', 'the venue never saw it', noon)
    expect(await ledger.openIntents(id)).toEqual([])
    expect((await ledger.intents(id, { limit: 9 })).map(({ state, reason }) => [state, reason])).toEqual([
      ['lost', 'the venue never saw it'],
      ['expired', 'too late'],
    ])
    await expect(ledger.close({ ...first, leg: 9 }, 'lost', '', noon)).rejects.toMatchObject({ code: 'usage' })
  })

  test('counts a source once a portfolio, also within one posting and from many at once', async () => {
    const id = await aPortfolio()
    const entries = [deposit('a', 3), deposit('a', 100), deposit('b', 4)]
    await Promise.all(Array.from({ length: 8 }, (_, place) => (place % 2 ? ledger : other).post(id, entries)))
    expect(await book(id)).toEqual({ ...emptyBook, cash: 7, entries: 2 })
    const second = await aPortfolio(entries)
    expect((await book(second)).cash).toBe(7)
  })

  test('turns pages newest first and loses nothing between them', async () => {
    const id = await aPortfolio()
    await ledger.post(id, [deposit('a', 1, 30), deposit('b', 1, 20)])
    await ledger.post(id, [deposit('b', 1, 20), deposit('c', 1, 20), deposit('d', 1, 10)])
    const first = await ledger.entries(id, { limit: 3 })
    expect(first.map(({ source }) => source)).toEqual(['d', 'c', 'b'])
    const rest = await ledger.entries(id, { limit: 3, before: (await book(id)).entries + 1 - first.length })
    expect(rest.map(({ source }) => source)).toEqual(['a'])
    expect((await ledger.entriesAfter(id, 10)).map(({ source }) => source)).toEqual(['a', 'b', 'c'])
    for (const sequence of [1, 2, 3]) await ledger.commit(aRecord({ portfolio: id, sequence }), [])
    const decisions = await ledger.decisions(id, { limit: 2 })
    expect(decisions.map(({ sequence }) => sequence)).toEqual([3, 2])
    expect(decisions[0]).not.toHaveProperty('inputs')
    expect(await ledger.decisions(id, { limit: 2, before: 2 })).toHaveLength(1)
    const trade = aTrade(id, 4, 3)
    await ledger.commit(trade.record, trade.intents)
    expect((await ledger.intents(id, { limit: 1 })).map(({ leg }) => leg)).toEqual([2, 1, 0])
    expect(await ledger.intents(id, { limit: 1, before: 4 })).toEqual([])
  })

  test('counts orders sent and what fills were worth since a time', async () => {
    const id = await aPortfolio()
    const { record, intents } = aTrade(id, 1, 2)
    await ledger.commit(record, intents)
    const [first, second] = [0, 1].map((leg) => ({ portfolio: id, sequence: 1, leg }))
    await ledger.claim(first, noon + 1)
    await ledger.claim(second, noon + 9)
    await ledger.report(first, aReport(intents[0].label, { fills: [aFill({ at: noon + 5, fee: -3 })] }), noon + 6)
    expect(await ledger.standing(id, { sent: noon + 1, turnover: noon + 5 })).toEqual({
      ...(await ledger.portfolio(id)),
      killSwitch: await ledger.killSwitch(),
      sent: [noon + 1, noon + 9],
      turnover: 500.1,
    })
    expect(await ledger.standing(id, { sent: noon + 2, turnover: noon + 6 })).toMatchObject({
      sent: [noon + 9],
      turnover: 0,
    })
  })

  test('keeps the kill switch and the actions of operators', async () => {
    expect(await ledger.killSwitch()).toEqual({ engaged: false, reason: undefined, by: undefined, at: undefined })
    await ledger.setKillSwitch(true, 'too wild', 'ann', noon)
    expect((await other.standing('shared', { sent: 0, turnover: 0 })).killSwitch).toEqual(await other.killSwitch())
    expect(await other.killSwitch()).toEqual({ engaged: true, reason: 'too wild', by: 'ann', at: noon })
    await ledger.setKillSwitch(false, 'calm again', 'ben', noon + 1)
    expect((await other.killSwitch()).engaged).toBe(false)
    const action = { at: noon, actor: 'ann', action: 'halt', portfolio: undefined, details: { why: 1.5 } }
    await ledger.audit(action)
    await ledger.audit({ ...action, at: noon + 1, portfolio: 'shared', details: undefined })
    expect(await other.actions({ limit: 5 })).toEqual([
      { ...action, at: noon + 1, portfolio: 'shared', details: undefined },
      action,
    ])
    expect(await other.actions({ limit: 5, before: noon + 1 })).toEqual([action])
  })

  test('stores an episode once, for the first caller', async () => {
    const action = (rival: number) => ({
      ...{ at: noon + 100 + rival, actor: `watch-${rival}`, action: 'portfolio.neglected' },
      ...{ portfolio: 'shared', details: undefined },
    })
    const firsts = await Promise.all(
      Array.from({ length: 8 }, (_, rival) =>
        (rival % 2 ? ledger : other).auditOnce('neglect of shared', action(rival)),
      ),
    )
    const won = firsts.indexOf(true)
    expect(firsts.filter(Boolean)).toHaveLength(1)
    expect(await ledger.auditOnce('neglect of shared', action(9))).toBe(false)
    expect(await ledger.auditOnce('another', action(10))).toBe(true)
    expect(await other.actions({ limit: 2 })).toEqual([action(10), action(won)])
    for (const episode of ['', 'x'.repeat(201)])
      await expect(ledger.auditOnce(episode, action(11))).rejects.toMatchObject({ code: 'bad-input' })
  })
}
