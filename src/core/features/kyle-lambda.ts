import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

const limit = 100
// Below this share of the sum of squares a variance is rounding noise.
const noise = 1e-12

/**
 * Kyle's lambda over `bars` bars: slope of return on signed volume, times mean bar volume, over the standard deviation
 * of returns. So it is the move, in standard deviations, of a bar whose whole mean volume is one-sided. Limited to
 * ±100; 0 where flow or price is constant. Kyle, Econometrica 53 (1985) 1315–1335.
 */
export const kyleLambda = (bars: number): Feature =>
  defineFeature({
    name: `kyle-lambda-${bars}`,
    family: 'toxicity',
    needs: ['flow'],
    warmupBars: bars + 1,
    start() {
      const returns = startReturns()
      const [sumX, sumY, sumXX, sumXY] = [startSum(bars), startSum(bars), startSum(bars), startSum(bars)]
      const [sumYY, volumes] = [startSum(bars), startSum(bars)]
      return (bar) => {
        const x = bar.flow === undefined ? 0 : bar.flow.buyVolume - bar.flow.sellVolume
        const y = returns(bar)
        const [meanX, meanY] = [sumX(x) / bars, sumY(y) / bars]
        const [xx, yy] = [sumXX(x * x) / bars, sumYY(y * y) / bars]
        const covariance = sumXY(x * y) / bars - meanX * meanY
        const meanVolume = volumes(bar.volume) / bars
        const [varianceX, varianceY] = [xx - meanX * meanX, yy - meanY * meanY]
        if (!(varianceX > noise * xx && varianceY > noise * yy)) return 0
        const lambda = covariance / varianceX
        return Math.min(limit, Math.max(-limit, (lambda * meanVolume) / Math.sqrt(varianceY)))
      }
    },
  })
