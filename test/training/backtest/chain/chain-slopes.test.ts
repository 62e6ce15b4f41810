import { markOption } from '../../../../src/core/surface/mark-option'
import { surfaceSlope } from '../../../../src/core/surface/surface-vol'
import { chainSlopes } from '../../../../training/backtest/chain/chain-slopes'
import { chainsOf } from '../../judge/centre/skewed-chains'
import { rule } from './a-chain'

const chains = chainsOf(30, -0.6)
const slopesAt = (slopes: ReturnType<typeof chainSlopes>, i: number) =>
  [...chains[i].quotes.values()].map((option) => slopes(i, option, markOption(chains[i], option, rule)!))

test('the smile that moves with the spot takes its slope, the learned one begins at net delta and follows the market', () => {
  const slopes = chainSlopes(chains)
  const first = slopesAt(slopes, 0)
  for (const [n, { strike }] of [...chains[0].quotes.values()].entries()) {
    const { forward, years } = chains[0].surface.expiries[0]
    expect(first[n]['sticky-moneyness']).toBeCloseTo(
      -surfaceSlope(chains[0].surface, Math.log(strike / forward), years),
      12,
    )
    expect(first[n]['minimum-variance']).toBeCloseTo(0, 15)
  }
  const last = slopesAt(slopes, chains.length - 1)
  for (const slope of last) expect(slope['minimum-variance']).toBeLessThan(-0.1)
})

test('a slope is learned from no later chain', () => {
  const [whole, part] = [chainSlopes(chains), chainSlopes(chains.slice(0, 50))]
  for (const i of [0, 20, 49]) expect(slopesAt(part, i)).toEqual(slopesAt(whole, i))
})
