import { adaptiveVerdict } from '../../src/report/adaptive-verdict'
import { aHedge, hedges } from './a-summary'

describe('adaptiveVerdict', () => {
  test('wins where every rival is dearer beyond its interval', () => {
    const { standing, sentences } = adaptiveVerdict(hedges())
    expect(standing).toBe('wins')
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain('the nearest, Zakamouline, is dearer by 7.0 bp')
  })

  test('only leads where a rival lies within chance', () => {
    const { standing, sentences } = adaptiveVerdict([...hedges(), aHedge('leland', 0.0646)])
    expect(standing).toBe('leads')
    expect(sentences[0]).toContain('its lead is within chance: Leland')
  })

  test.each([
    [0.0643, 'within chance'],
    [0.0637, 'beyond chance'],
  ])('loses to a cheaper rival at %d, %s', (price, weight) => {
    const { standing, sentences } = adaptiveVerdict([...hedges(), aHedge('leland', price)])
    expect(standing).toBe('loses')
    expect(sentences[0]).toMatch(/^Adaptive does not win: Leland/)
    expect(sentences[0]).toContain(weight)
  })

  test('names the measures on which another strategy is better, though adaptive is the cheapest', () => {
    const { standing, sentences } = adaptiveVerdict([...hedges(), aHedge('leland', 0.066, { sd: 0.0101 })])
    expect(standing).toBe('wins')
    expect(sentences[1]).toBe('Another strategy is better than adaptive on P&L sd (Leland).')
  })

  test('says so where adaptive did not run or ran alone', () => {
    expect(adaptiveVerdict(hedges().slice(0, 5)).standing).toBe('absent')
    expect(adaptiveVerdict([aHedge('adaptive', 0.0644)]).sentences[0]).toContain('without a rival')
  })
})
