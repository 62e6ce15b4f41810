import type { ForecasterCard } from '../../../models/store/card'
import { defaultDrift, type DriftLimits, type ExpectedLoss } from '../../core/promotion/shadow/drift-watch'

/** The expected loss of a forecaster by its card; where the card has none, it is compared with log-HAR alone. */
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

/** Limits for the drift of a forecaster: the usual ones, scaled to its own losses where the card has them. */
export const driftLimits = ({ reference }: Pick<ForecasterCard, 'reference'>): DriftLimits => ({
  ...defaultDrift,
  ...(reference && { lossScale: reference.lossScale }),
})
