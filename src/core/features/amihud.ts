import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

const limit = 10

/**
 * Log of Amihud illiquidity, Σ|return| / Σ turnover, of the last `short` bars over that of the last `long`: positive
 * where moves have become cheaper to make. Limited to ±10; 0 where either has no turnover or no move. Amihud, Journal
 * of Financial Markets 5 (2002) 31–56.
 */
export const amihud = (short: number, long: number): Feature =>
  defineFeature({
    name: `amihud-${short}-${long}`,
    family: 'toxicity',
    needs: ['ohlcv'],
    warmupBars: long + 1,
    start() {
      const returns = startReturns()
      const [shortMoves, shortTurnover] = [startSum(short), startSum(short)]
      const [longMoves, longTurnover] = [startSum(long), startSum(long)]
      return (bar) => {
        const move = Math.abs(returns(bar))
        const recent = shortMoves(move) / shortTurnover(bar.turnover)
        const usual = longMoves(move) / longTurnover(bar.turnover)
        const value = Math.log(recent / usual)
        return Number.isFinite(value) ? Math.min(limit, Math.max(-limit, value)) : 0
      }
    },
  })
