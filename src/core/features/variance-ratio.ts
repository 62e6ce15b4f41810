import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Variance ratio less 1: Σ (overlapping `span`-bar returns)² / (span × Σ r²) − 1 over `bars` bars. Positive where moves
 * persist, negative where they revert; 0 on flat prices. Limited to [−1, span]. Lo & MacKinlay, Review of Financial
 * Studies 1 (1988) 41–66.
 */
export const varianceRatio = (span: number, bars: number): Feature =>
  defineFeature({
    name: `variance-ratio-${span}-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars + span,
    start() {
      const [returns, longReturn] = [startReturns(), startSum(span)]
      const [longSquares, squares] = [startSum(bars), startSum(bars)]
      return (bar) => {
        const value = returns(bar)
        const long = longReturn(value)
        const [longSquare, square] = [longSquares(long * long), squares(value * value)]
        return square > 0 ? Math.min(span, longSquare / (span * square) - 1) : 0
      }
    },
  })
