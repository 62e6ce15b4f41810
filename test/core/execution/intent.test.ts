import fc from 'fast-check'
import { advanceIntent, finalStates, type IntentEvent, type IntentState } from '../../../src/core/execution/intent'

const states: readonly IntentState[] = [
  'pending',
  'sent',
  'working',
  'filled',
  'cancelled',
  'rejected',
  'expired',
  'lost',
]
const events: readonly IntentEvent[] = [
  { kind: 'claimed' },
  ...(['working', 'filled', 'cancelled', 'rejected'] as const).map((state) => ({ kind: 'reported' as const, state })),
  ...(['rejected', 'expired', 'lost'] as const).map((state) => ({ kind: 'closed' as const, state })),
]
const after = (state: IntentState, event: IntentEvent): IntentState | undefined => {
  try {
    return advanceIntent(state, event)
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-input' })
    return undefined
  }
}

describe('the state of an intent', () => {
  test('follows the life of an order', () => {
    const path = [events[0], events[1], events[2]].reduce(
      (states, event) => [...states, advanceIntent(states.at(-1) ?? 'pending', event ?? { kind: 'claimed' })],
      ['pending'] as IntentState[],
    )
    expect(path).toEqual(['pending', 'sent', 'working', 'filled'])
  })

  test('never goes back to where an order could be sent again', () => {
    for (const state of states)
      for (const event of events) {
        expect(after(state, event)).not.toBe('pending')
        if (state !== 'pending') expect(after(state, { kind: 'claimed' })).toBeUndefined()
      }
  })

  test('refuses a report of what was never sent', () => {
    for (const event of events.filter(({ kind }) => kind === 'reported'))
      expect(after('pending', event)).toBeUndefined()
  })

  test('never calls expired what may be at the venue', () => {
    for (const state of ['sent', 'working'] as const)
      expect(after(state, { kind: 'closed', state: 'expired' })).toBeUndefined()
  })

  test('stays final on any event, but for a lost order that turns up', () => {
    for (const state of finalStates)
      for (const event of events) {
        const next = after(state, event)
        if (state === 'lost' && event.kind === 'reported') expect(next).toBe(event.state)
        else if (state !== 'lost') expect([state, undefined]).toContain(next)
      }
  })

  test('ignores a late report of a working order', () => {
    for (const state of ['filled', 'cancelled', 'rejected'] as const)
      expect(advanceIntent(state, { kind: 'reported', state: 'working' })).toBe(state)
    expect(() => advanceIntent('filled', { kind: 'reported', state: 'rejected' })).toThrow(/cannot be/)
  })

  test('takes every event a second time as nothing new', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...events), (state, event) => {
        const once = after(state, event)
        if (once !== undefined && event.kind !== 'claimed') expect(after(once, event)).toBe(once)
      }),
    )
  })
})
