import { defineFeature, type Feature } from './feature'
import { startSum } from './rolling'

const limit = 1000

/**
 * Order-flow imbalance of `bars` bars over their summed depth: how many top-of-book queues were pressed away per bar,
 * positive upward. Limited to ±1000; 0 where there was no depth. Cont, Kukanov & Stoikov, Journal of Financial
 * Econometrics 12 (2014) 47–88.
 */
export const orderFlowImbalance = (bars: number): Feature =>
  defineFeature({
    name: `order-flow-imbalance-${bars}`,
    family: 'order-flow',
    needs: ['quote'],
    warmupBars: bars,
    start() {
      const [imbalances, depths] = [startSum(bars), startSum(bars)]
      return ({ quote }) => {
        const imbalance = imbalances(quote?.orderFlowImbalance ?? 0)
        const depth = depths(quote?.depth ?? 0)
        return depth > 0 ? Math.min(limit, Math.max(-limit, imbalance / depth)) : 0
      }
    },
  })
