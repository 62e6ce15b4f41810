import { startMemoryLedger } from '../../../src/adapters/ledger/memory/memory'
import { noon } from '../../core/portfolio/a-book'
import { aFill, aRecord, aReport, aTrade } from './a-record'
import { itKeepsTheLedgersPromise } from './contract'

describe('ledger in memory', () => {
  describe('keeps its promise', () => {
    const ledger = startMemoryLedger()
    itKeepsTheLedgersPromise(() => Promise.resolve(ledger))
  })

  test('counts what was sent and filled since a time also where time went back', async () => {
    const ledger = startMemoryLedger()
    await ledger.open('desk', noon, [])
    for (const [sequence, at] of [
      [1, noon + 9],
      [2, noon + 1],
    ] as const) {
      const { record, intents } = aTrade('desk', sequence)
      await ledger.commit(record, intents)
      const key = { portfolio: 'desk', sequence, leg: 0 }
      await ledger.claim(key, at)
      await ledger.report(key, aReport(intents[0].label, { fills: [aFill({ id: `f${sequence}`, at })] }), at)
    }
    const { sent, turnover } = await ledger.standing('desk', { sent: noon, turnover: noon + 5 })
    expect(sent).toEqual([noon + 1, noon + 9])
    expect(turnover).toBe(500.1)
  })

  test('keeps as many decisions as set, and reports every one', async () => {
    const sequences: number[] = []
    const ledger = startMemoryLedger({ decisions: 2, committed: ({ sequence }) => void sequences.push(sequence) })
    await ledger.open('desk', noon, [])
    for (const sequence of [1, 2, 3]) await ledger.commit(aRecord({ portfolio: 'desk', sequence }), [])
    expect(sequences).toEqual([1, 2, 3])
    expect((await ledger.decisions('desk', { limit: 9 })).map(({ sequence }) => sequence)).toEqual([3, 2])
    expect(await ledger.commit(aRecord({ portfolio: 'desk', sequence: 1 }), [])).toBe('stale')
  })
})
