import fc from 'fast-check'
import { LABEL_LENGTH, orderLabel, parseLabel } from '../../../src/core/execution/label'

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
  test('says portfolio, epoch, decision and leg', () => {
    expect(orderLabel({ portfolio: 'btc-desk', epoch: 'k3x9ab', sequence: 17, leg: 0 })).toBe('btc-desk.k3x9ab.17.0')
  })

  test('is read back as it was written and fits every venue', () => {
    fc.assert(
      fc.property(parts, (own) => {
        const label = orderLabel(own)
        expect(label.length).toBeLessThanOrEqual(LABEL_LENGTH)
        expect(parseLabel(label)).toEqual(own)
      }),
    )
  })

  test.each(['', 'market0000234', 'a.k3x9ab.0.0', 'a.k3x9ab.1.00', 'a.b.k3x9ab.1.0', 'a.k3x9ab.1.0 ', 'A.k3x9ab.1.0'])(
    'is not %p',
    (text) => expect(parseLabel(text)).toBeUndefined(),
  )

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
