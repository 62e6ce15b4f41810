import { readFileSync } from 'node:fs'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { emptyGreekColumns, fillGreekColumns } from '../../../src/core/pricing/greeks-columns'
import type { OptionType } from '../../../src/core/pricing/option'
import { describeWithData, realData } from '../../support/real-data'

const FILE = 'known-answers/greeks_quantlib.csv'

describeWithData(FILE, 'the 400 known answers', () => {
  const rows = readFileSync(realData(FILE), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [type, ...numbers] = line.split(',')
      const [spot, strike, years, vol, rate, dividend, price, delta, gamma, vega, theta, rho] = numbers.map(Number)
      const inputs = { type: type as OptionType, spot, strike, years, vol, rate, dividend }
      return { inputs, expected: { price, delta, gamma, vega, theta, rho } }
    })
  const columnOf = (name: 'spot' | 'strike' | 'years' | 'vol' | 'rate' | 'dividend'): Float64Array =>
    Float64Array.from(rows, ({ inputs }) => inputs[name])
  const columns = emptyGreekColumns(rows.length)
  fillGreekColumns(
    {
      isCall: Uint8Array.from(rows, ({ inputs }) => (inputs.type === 'call' ? 1 : 0)),
      spot: columnOf('spot'),
      strike: columnOf('strike'),
      years: columnOf('years'),
      vol: columnOf('vol'),
      rate: columnOf('rate'),
      dividend: columnOf('dividend'),
    },
    columns,
  )
  const scales = {
    price: (spot: number) => spot,
    delta: () => 1,
    gamma: (spot: number) => 1 / spot,
    vega: (spot: number) => spot,
    theta: (spot: number) => spot,
    rho: (spot: number) => spot,
  }
  /** Worst error as a share of its tolerance, 1e-9 relative plus 1e-12 of the scale. */
  const worst = (name: keyof typeof scales, value: (row: number) => number): number =>
    Math.max(
      ...rows.map(({ inputs, expected }, i) => {
        const tolerance = 1e-9 * Math.abs(expected[name]) + 1e-12 * scales[name](inputs.spot)
        return Math.abs(value(i) - expected[name]) / tolerance
      }),
    )

  it('holds 400 rows', () => {
    expect(rows).toHaveLength(400)
  })

  it.each(Object.keys(scales) as (keyof typeof scales)[])('is met in %s, one by one and in columns', (name) => {
    expect(worst(name, (i) => bsmGreeks(rows[i].inputs)[name])).toBeLessThan(1)
    expect(worst(name, (i) => columns[name][i])).toBeLessThan(1)
  })
})
