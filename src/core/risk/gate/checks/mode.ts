import { finding, type Check } from '../check'

/** A halted portfolio sends nothing, a reducing one only orders that lessen its exposure. */
export const mode: Check = {
  name: 'mode',
  examine: (orders, { mode: now, modeReason }) => {
    const why = modeReason === undefined ? '' : `: ${modeReason}`
    switch (now) {
      case 'active':
        return []
      case 'halted':
        return [finding(`the portfolio is halted${why}`)]
      case 'reducing':
        return orders
          .filter(({ reduces }) => !reduces)
          .map(({ leg }) => finding(`the portfolio only reduces and order ${leg} does not${why}`, { leg }))
    }
  },
}
