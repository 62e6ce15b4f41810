import { liquidationDistance, type LiquidationDistance } from '../../margin/liquidation'
import { examineMargin } from '../after-orders'
import { finding, inWords, type Check } from '../check'

/**
 * The smaller move to a liquidation, as a share of the spot; 0 where it is due already, Infinity where the search finds
 * none.
 */
const nearest = ({ below, up, down }: LiquidationDistance): number =>
  below ? 0 : Math.min(Math.abs(up?.move ?? Infinity), Math.abs(down?.move ?? Infinity))

/** Liquidation stays at least so far away after the orders, unless they take it farther off. */
export const liquidation: Check = {
  name: 'liquidation-distance',
  examine: (orders, state) =>
    examineMargin(orders, state, ({ model, limits: { leastDistance: limit }, margin: { search }, before, after }) => {
      const value = nearest(liquidationDistance(after, model, search))
      const now = nearest(liquidationDistance(before, model, search))
      if (value >= limit || (limit > 0 && value > now)) return []
      return [
        finding(
          `liquidation would be a move of ${inWords(1e2 * value)} % away, at least ${inWords(1e2 * limit)} % is demanded`,
          { value, limit, now },
        ),
      ]
    }),
}
