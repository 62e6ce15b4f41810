import { varianceLags } from '../../core/features/realized-variance'
import type { ForecasterCard } from '../../../models/store/card'
import { Fault } from '../../core/error'
import type { VarianceKind } from '../../core/market/bars/bar-variance'
import type { MarketGrid } from '../../core/reading/market-models'

const kinds: readonly VarianceKind[] = ['squared-return', 'realized', 'range']

/**
 * The grid that a card's model was trained on. Throws 'model-refused' naming the setting that the card lacks, as cards
 * of older versions may.
 */
export const gridOf = ({ id, settings, columns, horizonBars }: ForecasterCard): MarketGrid => {
  const refuse = (name: string): never => {
    throw new Fault('model-refused', `forecaster ${id} does not say its ${name}: train again`)
  }
  const number = (name: string): number => {
    const value = settings[name]
    return typeof value === 'number' ? value : refuse(name)
  }
  const lags = varianceLags(columns)
  if (lags.length === 0) refuse('log-HAR windows')
  return {
    barSeconds: number('barSeconds'),
    barsPerDay: number('barsPerDay'),
    barsPerYear: number('barsPerYear'),
    continuous: typeof settings['continuous'] === 'boolean' ? settings['continuous'] : refuse('continuous'),
    sourceSeconds: number('sourceSeconds'),
    lags,
    variance: kinds.find((kind) => kind === settings['variance']) ?? refuse('variance'),
    leastVariance: number('leastVariance'),
    horizonBars,
    optionBars: number('optionBars'),
  }
}
