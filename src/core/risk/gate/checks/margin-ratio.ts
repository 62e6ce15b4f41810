import { accountAt } from '../../margin/liquidation'
import { examineMargin } from '../after-orders'
import { finding, inWords, type Check } from '../check'

/**
 * Equity over maintenance margin stays at the least ratio after the orders, unless they lessen the margin. Where
 * nothing is demanded, any equity ≥ 0 will do.
 */
export const marginRatio: Check = {
  name: 'margin-ratio',
  examine: (orders, state) =>
    examineMargin(orders, state, ({ model, limits: { leastRatio: limit }, before, after }) => {
      const now = accountAt(before, model, before.book.spot)
      const { equity, maintenance } = accountAt(after, model, after.book.spot)
      if (equity >= limit * maintenance || (limit > 0 && maintenance < now.maintenance)) return []
      const value = equity / maintenance
      return [
        finding(
          `equity would be ${inWords(value)} times the maintenance margin, at least ${inWords(limit)} is demanded`,
          { value, limit, equity, maintenance },
        ),
      ]
    }),
}
