import type { BandOptimumTable } from '../../training/studies/band-optimum/band-optimum'
import { rowsTable } from '../report/tables/text-table'

const basisPoints = (value: number): string => (1e4 * value).toFixed(3)
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`

/** The learned band beside the exact optimum as a text table. */
export const bandOptimumText = ({ rows }: BandOptimumTable): string =>
  [
    'Certainty equivalent of hedging a short 30-day at-the-money call every hour, basis points of spot, lower is better;',
    'the share is how far of the way from Whalley-Wilmott, its multiplier tuned, to the exact optimum the network goes',
    '',
    rowsTable(rows, [
      ['world', ({ world }) => world, 'left'],
      ['a', ({ a }) => String(a)],
      ['whalley-wilmott', ({ whalleyWilmott }) => basisPoints(whalleyWilmott)],
      ['×', ({ multiplier }) => multiplier.toFixed(2)],
      ['network', ({ network }) => basisPoints(network)],
      ['optimum', ({ optimum }) => basisPoints(optimum)],
      ['± s.e.', ({ standardError }) => basisPoints(standardError)],
      ['as solved', ({ expected }) => basisPoints(expected)],
      ['share [95 %]', ({ share, ci }) => `${percent(share)} [${percent(ci[0])}, ${percent(ci[1])}]`],
      ['paths', ({ paths }) => String(paths)],
      ['solved in', ({ seconds }) => `${seconds.optimum.toFixed(0)} s`],
      ['trained in', ({ seconds }) => `${seconds.training.toFixed(0)} s`],
    ]),
  ].join('\n')
