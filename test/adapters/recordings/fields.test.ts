import fc from 'fast-check'
import { startFields } from '../../../src/adapters/recordings/formats/csv-fields'
import { firstNotBelow, startRecentTimes } from '../../../src/adapters/recordings/recent-rows'
import { parseDecimal } from '../../../src/core/market/row-check'

const digits = fc.stringMatching(/^\d{0,20}$/)

test('a decimal read in place is the double that JavaScript reads, whatever stands around it', () => {
  const spelling = fc
    .tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), digits, fc.constantFrom('', 'e5', 'E-7'))
    .map((parts) => parts.join(''))
  const fields = startFields()
  const other = fc.string().map((text) => text.replaceAll(/[",]/g, ''))
  fc.assert(
    fc.property(spelling, other, other, (text, before, after) => {
      fields.split(`${before},${text},${after}`)
      const value = fields.number(1)
      const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text)
      expect(value).toBe(isDecimal ? Number(text) : NaN)
      expect(parseDecimal(text)).toBe(isDecimal ? Number(text) : undefined)
    }),
    { numRuns: 2000 },
  )
})

test('prices of every length are read to the last bit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseDecimal(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
    }),
  )
})

test('fields are what lies between the commas, with quotes and the space around taken off', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', '"', ',', ' ', 'é') })
  const fields = startFields()
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 100 }), (cells) => {
      const quote = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
      fields.split(cells.map(quote).join(','))
      expect(Array.from({ length: fields.count() }, (_, i) => fields.text(i))).toEqual(cells.map((text) => text.trim()))
      expect(cells.map((_, i) => fields.isEmpty(i))).toEqual(cells.map((text) => text.trim() === ''))
      expect(fields.number(cells.length - 1)).toBe(parseDecimal(cells[cells.length - 1].trim()) ?? NaN)
    }),
  )
  expect([fields.number(-1), fields.optional(-1), fields.text(-1)]).toEqual([NaN, undefined, ''])
})

test('recent times remember at least the last 65,536 and the order of the others', () => {
  const times = startRecentTimes()
  for (let i = 0; i < 300_000; i++) times.add(2 * i)
  for (let i = 300_000 - 65_536; i < 300_000; i += 97)
    expect([times.has(2 * i), times.has(2 * i + 1)]).toEqual([true, false])
  expect([times.has(0), times.has(600_000)]).toEqual([false, false])
  expect([1, 2, 3, 8, 9].map((time) => firstNotBelow(Float64Array.of(2, 4, 8), 3, time))).toEqual([0, 0, 1, 2, 3])
})
