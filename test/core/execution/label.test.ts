import fc from 'fast-check'
import { orderLabel } from '../../../src/core/execution/label'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('')
const portfolio = fc.string({ unit: fc.constantFrom(...letters, '-'), minLength: 1, maxLength: 32 })
const epoch = fc.string({ unit: fc.constantFrom(...letters), minLength: 6, maxLength: 6 })
const parts = fc.record({
  portfolio,
  epoch,
  sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  leg: fc.integer({ min: 0, max: 99 }),
})

describe('the label of an order', () => {
  test('names portfolio, epoch, decision and order', () => {
    expect(orderLabel({ portfolio: 'btc-desk', epoch: 'k3x9ab', sequence: 17, leg: 0 })).toBe('btc-desk.k3x9ab.17.0')
  })

  test('is another for every other order, and at most 64 characters', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(orderLabel(a).length).toBeLessThanOrEqual(64)
        expect(orderLabel(a) === orderLabel(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
        expect(orderLabel(a)).not.toBe(orderLabel({ ...a, leg: (a.leg + 1) % 100 }))
      }),
    )
  })

  test.each([
    { portfolio: 'a.b' },
    { portfolio: '' },
    { portfolio: 'x'.repeat(33) },
    { epoch: 'short' },
    { sequence: 0 },
    { sequence: 1.5 },
    { sequence: 2 ** 53 },
    { leg: -1 },
    { leg: 100 },
  ])('is refused for %p', (change) => {
    const own = { portfolio: 'a', epoch: 'k3x9ab', sequence: 1, leg: 0, ...change }
    expect(() => orderLabel(own)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})
