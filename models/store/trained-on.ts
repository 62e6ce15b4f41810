import type { MarketModels } from '../../src/core/reading/market-models'
import type { ClassifierCard, ForecasterCard } from './card'

/** What two models learned from, as their cards say it: what live rows are held against. */
export const trainedOnOf = (forecaster: ForecasterCard, classifier: ClassifierCard): MarketModels['trainedOn'] => {
  const { mean, sd, limit } = classifier.scaling
  const columns = classifier.columns.length
  return {
    from: forecaster.split['train'].from,
    until: Math.min(forecaster.split['train'].to, classifier.split['train'].to),
    // Behind the features the classifier reads its filter, which has no range.
    scales: [forecaster.scaling, { mean: mean.slice(0, columns), sd: sd.slice(0, columns), limit }],
    reference: forecaster.reference,
  }
}
