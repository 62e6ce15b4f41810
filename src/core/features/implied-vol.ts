import { barVariance, type VarianceKind } from '../market/bars/bar-variance'
import { defineFeature, startHold, type Feature } from './feature'
import { startLag, startMean } from './rolling'

const leastVol = 1e-4

/** The implied volatility in force, floored at 1e-4; undefined until the first. */
const startImpliedVol = () => {
  const hold = startHold(({ impliedVol }) => impliedVol, 0)
  return (bar: Parameters<typeof hold>[0]): number | undefined => {
    const value = hold(bar)
    return value > 0 ? Math.max(leastVol, value) : undefined
  }
}

const premium = 'implied-minus-realized-'

/** Whether a column is the premium of implied over realized variance. */
export const isImpliedPremium = (column: string): boolean => column.startsWith(premium)

/**
 * Log of implied variance per bar over the mean realized variance of the last `bars` bars: the premium of implied over
 * realized. 0 before the first quote of implied volatility; the last one stands where a bar has none.
 */
export const impliedMinusRealized = (bars: number, barsPerYear: number, kind: VarianceKind): Feature =>
  defineFeature({
    name: `${premium}${bars}`,
    family: 'options',
    needs: ['impliedVol'],
    warmupBars: bars + 1,
    start() {
      const [impliedVol, mean] = [startImpliedVol(), startMean(bars)]
      let previousClose: number | undefined
      return (bar) => {
        const realized = mean(barVariance(bar, previousClose, kind))
        previousClose = bar.close
        const vol = impliedVol(bar)
        return vol === undefined ? 0 : Math.log((vol * vol) / barsPerYear / realized)
      }
    },
  })

/** Log change of implied volatility over `bars` bars; 0 until there are two to compare. */
export const impliedVolChange = (bars: number): Feature =>
  defineFeature({
    name: `implied-vol-change-${bars}`,
    family: 'options',
    needs: ['impliedVol'],
    warmupBars: bars + 1,
    start() {
      const [impliedVol, lag] = [startImpliedVol(), startLag(bars)]
      return (bar) => {
        const vol = impliedVol(bar) ?? 0
        const old = lag(vol) ?? 0
        return vol > 0 && old > 0 ? Math.log(vol / old) : 0
      }
    },
  })
