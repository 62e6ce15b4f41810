import { efficientLine, logCostAt, reachOf } from '../../../training/tune/efficient-line'

describe('a line of efficient settings', () => {
  const power = [0.5, 1, 2, 4].map((risk) => ({ risk, cost: 3 * risk ** -0.5 }))

  test('meets a power law exactly between its settings', () => {
    for (const at of [0.5, 0.7, 1.3, 3.9])
      expect(Math.exp(logCostAt(efficientLine(power), at))).toBeCloseTo(3 / at ** 0.5, 12)
  })

  test('goes on outside its settings along its last piece, no steeper than a power of four', () => {
    const line = efficientLine(power)
    expect(Math.exp(logCostAt(line, 8))).toBeCloseTo(3 / 8 ** 0.5, 12)
    const steep = efficientLine([
      { risk: 1, cost: 9 },
      { risk: 1.001, cost: 3 },
    ])
    expect(Math.exp(logCostAt(steep, 0.5))).toBeCloseTo(9 * 2 ** 4, 9)
    expect(Math.exp(logCostAt(steep, 2.002))).toBeCloseTo(3 / 2 ** 4, 9)
  })

  test('does not see settings that another beats, nor those without cost or risk', () => {
    const more = [...power, { risk: 1.5, cost: 4 }, { risk: 5, cost: 1.9 }, { risk: 0, cost: 9 }, { risk: 9, cost: 0 }]
    expect(efficientLine(more)).toEqual(efficientLine(power))
  })

  test('tells a risk that lies outside', () => {
    const line = efficientLine(power)
    expect([0.4, 0.5, 3, 4, 4.1].map((at) => reachOf(line, at))).toEqual([
      'below the grid',
      'on it',
      'on it',
      'on it',
      'above the grid',
    ])
  })
})
