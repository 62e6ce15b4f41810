import { Fault } from '../error'
import { featuresFor } from '../features/catalogue'
import type { BarPart, Feature } from '../features/feature'
import type { MarketModels } from './market-models'

const everyPart: readonly BarPart[] = ['ohlcv', 'trades', 'flow', 'quote', 'impliedVol', 'fundingRate']

/**
 * The features of the catalogue that models read, in their order. Throws 'model-refused' where the catalogue does not
 * make exactly the models' columns.
 */
export const modelFeatures = ({ columns, grid }: Pick<MarketModels, 'columns' | 'grid'>): readonly Feature[] => {
  const features = featuresFor(everyPart, grid).filter(({ name }) => columns.includes(name))
  const at = columns.findIndex((name, i) => features[i]?.name !== name)
  if (at >= 0)
    throw new Fault(
      'model-refused',
      `the models read ${columns[at]} in column ${at}, where the features are ${features[at]?.name ?? 'at their end'}`,
    )
  return features
}
