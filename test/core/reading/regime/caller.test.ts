import fc from 'fast-check'
import { callRegimes, startRegimeCaller } from '../../../../src/core/reading/regime/caller'

const posterior = fc
  .tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }))
  .map(([a, b]) => [a / (a + b), b / (a + b)])

describe('regime caller', () => {
  test('keeps its state until another leads by more than the margin', () => {
    const caller = startRegimeCaller([0.5, 0.5], 0.2)
    expect(
      [
        [0.6, 0.4],
        [0.45, 0.55],
        [0.39, 0.61],
        [0.55, 0.45],
      ].map((row) => caller.step(row)),
    ).toEqual([0, 0, 1, 1])
  })

  test('calls a rare state before it is the likeliest', () => {
    const rare = startRegimeCaller([0.9, 0.1], 0)
    expect([0.2, 0.3, 0.24].map((p) => rare.step([1 - p, p]))).toEqual([0, 1, 0])
  })

  test('is the likeliest state at margin 0 where all are as usual', () => {
    fc.assert(
      fc.property(fc.array(posterior, { minLength: 1, maxLength: 50 }), (rows) => {
        const called = callRegimes(Float64Array.from(rows.flat()), [0.5, 0.5], 0)
        rows.forEach(([a, b], i) => expect(Math.max(a, b)).toBe(called[i] === 0 ? a : b))
      }),
    )
  })

  test('changes state no more often with a wider margin', () => {
    const changes = (states: Uint8Array): number =>
      states.reduce((n, s, i) => n + (i > 0 && s !== states[i - 1] ? 1 : 0), 0)
    fc.assert(
      fc.property(fc.array(posterior, { minLength: 1, maxLength: 80 }), (rows) => {
        const column = Float64Array.from(rows.flat())
        expect(changes(callRegimes(column, [0.5, 0.5], 0.4))).toBeLessThanOrEqual(
          changes(callRegimes(column, [0.5, 0.5], 0)),
        )
      }),
    )
  })

  test('reads a prefix as the prefix of the whole', () => {
    fc.assert(
      fc.property(fc.array(posterior, { minLength: 2, maxLength: 40 }), (rows) => {
        const column = Float64Array.from(rows.flat())
        const half = Math.floor(rows.length / 2)
        expect(callRegimes(column.slice(0, 2 * half), [0.5, 0.5], 0.1)).toEqual(
          callRegimes(column, [0.5, 0.5], 0.1).slice(0, half),
        )
      }),
    )
  })
})
