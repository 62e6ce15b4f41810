import { accountAt } from '../../margin/liquidation'
import { marginOf } from '../../margin/margin-model'
import { examineMargin } from '../after-orders'
import { finding, inWords, type Check } from '../check'

/** Equity covers the initial margin after the orders, unless they lessen it. */
export const initialMargin: Check = {
  name: 'initial-margin',
  examine: (orders, state) =>
    examineMargin(orders, state, ({ model, before, after }) => {
      const { equity } = accountAt(after, model, after.book.spot)
      const value = marginOf(model, after.book).initial
      if (value <= equity || value < marginOf(model, before.book).initial) return []
      return [
        finding(`the initial margin would be ${inWords(value)}, the equity is ${inWords(equity)}`, {
          value,
          limit: equity,
        }),
      ]
    }),
}
