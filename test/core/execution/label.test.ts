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

  test('shortens the id where the whole would pass the 36 characters of Binance, and only there', () => {
    const long = { portfolio: 'sol-short-strangles-monthly', epoch: 'q7w2zz', leg: 1 }
    const label = orderLabel({ ...long, sequence: 204 })
    expect(label).toMatch(/^sol-short-stra_[a-z0-9]{8}\.q7w2zz\.204\.1$/)
    expect(label).toHaveLength(36)
    const other = orderLabel({ ...long, portfolio: 'sol-short-strangles-monthly-2', sequence: 204 })
    expect(other).not.toBe(label)
    const edge = { portfolio: 'x'.repeat(22), epoch: 'q7w2zz', leg: 0 }
    expect(orderLabel({ ...edge, sequence: 9_999 })).toBe(`${edge.portfolio}.q7w2zz.9999.0`)
    expect(orderLabel({ ...edge, sequence: 10_000 })).toMatch(/^x{12}_[a-z0-9]{8}\.q7w2zz\.10000\.0$/)
    const last = orderLabel({ ...long, sequence: Number.MAX_SAFE_INTEGER, leg: 99 })
    expect(last).toMatch(/^_[a-z0-9]{8}\.q7w2zz\.9007199254740991\.99$/)
  })

  test('is another for every other order, and at most 36 characters of those that venues take', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(orderLabel(a).length).toBeLessThanOrEqual(36)
        expect(orderLabel(a)).toMatch(/^[a-z0-9_.-]+$/)
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
