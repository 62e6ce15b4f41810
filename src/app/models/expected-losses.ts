import type { ForecasterCard } from '../../../models/store/card'
import { defaultDrift, type DriftLimits, type ExpectedLoss } from '../../core/promotion/shadow/drift-watch'

/** What a forecaster is expected to lose, by its card; where that does not say, it is compared with log-HAR alone. */
export const expectedLosses = ({ evidence, horizonBars }: ForecasterCard): readonly ExpectedLoss[] =>
  horizonBars.map((bars) => {
    const measure = `qlike ${bars}`
    const known = evidence?.measures.find((own) => own.measure === measure)
    return {
      measure,
      horizonBars: bars,
      loss: known?.loss.high ?? Infinity,
      ratio: known?.ratio?.high ?? Infinity,
    }
  })

/**
 * By which the drift of a forecaster is judged: the usual limits, at the scale of its own losses where the card tells
 * it.
 */
export const driftLimits = ({ reference }: Pick<ForecasterCard, 'reference'>): DriftLimits => ({
  ...defaultDrift,
  ...(reference && { lossScale: reference.lossScale }),
})
