import fc from 'fast-check'
import { csv } from '../../src/report/csv'

/** A reader of its own, by state, to hold the writer against. */
const parse = (text: string): string[][] => {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows[rows.length - 1].push(cell)
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  return rows.slice(0, -1)
}

describe('csv', () => {
  test('quotes commas, quotes, line breaks and outer space; absence is an empty cell', () => {
    expect(
      csv({
        columns: ['a', 'b,c'],
        rows: [
          ['say "x"', 1.5e-12],
          ['line\nbreak', undefined],
          [' pad', true],
          ['', 'plain'],
        ],
      }),
    ).toBe('a,"b,c"\n"say ""x""",1.5e-12\n"line\nbreak",\n" pad",true\n"",plain\n')
  })

  test('any text comes back', () => {
    const table = fc.array(fc.array(fc.string(), { minLength: 3, maxLength: 3 }), { maxLength: 8 })
    fc.assert(
      fc.property(table, (rows) => expect(parse(csv({ columns: ['x', 'y', 'z'], rows })).slice(1)).toEqual(rows)),
    )
  })

  test('any number comes back to the last bit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x))
    fc.assert(fc.property(number, (x) => expect(Number(csv({ columns: ['x'], rows: [[x]] }).split('\n')[1])).toBe(x)))
  })
})
