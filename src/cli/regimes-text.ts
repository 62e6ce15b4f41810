import type { KnownCell } from '../../training/studies/regimes/known-truth'
import { pooledBins } from '../../training/studies/regimes/measures'
import type { RegimeTable } from '../../training/studies/regimes/published'
import type { RealCell } from '../../training/studies/regimes/real'
import type { RegimeReport } from '../../training/studies/regimes/regimes'
import { plainMeasured } from '../report/format'
import { rowsTable } from '../report/tables/text-table'

const fixed = (value: number, digits = 3): string => value.toFixed(digits)

/**
 * The regime figures as a text table: balanced accuracy ± standard error by length and model, the published figure
 * where there is one.
 *
 * @internal
 */
export const regimesText = ({ rows, replications }: RegimeTable): string =>
  [
    `Balanced accuracy on Hardy's process made daily, mean of ${replications} paths`,
    '',
    rowsTable(rows, [
      ['bars', ({ bars }) => String(bars)],
      ['model', ({ model }) => model, 'left'],
      ['use', ({ use }) => use, 'left'],
      ['ours', ({ balancedAccuracy }) => fixed(balancedAccuracy.mean)],
      ['± s.e.', ({ balancedAccuracy }) => fixed(balancedAccuracy.standardError)],
      ['published', ({ published }) => (published === undefined ? '–' : fixed(published))],
    ]),
  ].join('\n')

const knownText = (cells: readonly KnownCell[], replications: number): string =>
  [
    `Filtered, on 2,000 bars after those that all were fitted on, states known; mean of ${replications} paths`,
    '',
    rowsTable(
      cells.flatMap(({ rows }) => rows),
      [
        ['process', ({ process }) => process, 'left'],
        ['n', ({ bars }) => String(bars)],
        ['model', ({ model }) => model, 'left'],
        ['balanced accuracy', ({ balancedAccuracy: { mean } }) => fixed(mean)],
        ['± s.e.', ({ balancedAccuracy: { standardError } }) => fixed(standardError)],
        ['log loss', ({ logLoss: { mean } }) => fixed(mean)],
        ['calibration error', ({ calibrationError }) => fixed(calibrationError)],
        ['changes/1000', ({ transitionRate: { mean } }) => fixed(1000 * mean, 1)],
        ['true', ({ trueTransitionRate }) => fixed(1000 * trueTransitionRate, 1)],
        ['delay up', ({ delay: { up } }) => fixed(up.bars, 1)],
        ['missed', ({ delay: { up } }) => `${fixed(100 * up.missed, 0)} %`],
        ['delay down', ({ delay: { down } }) => fixed(down.bars, 1)],
        ['missed', ({ delay: { down } }) => `${fixed(100 * down.missed, 0)} %`],
      ],
    ),
  ].join('\n')

/** Forecast probability beside observed share, in tenths, all lengths of a process together. */
const reliabilityText = (cells: readonly KnownCell[]): string => {
  const processes = [...new Set(cells.map(({ rows }) => rows[0].process))].map((process) => ({
    process,
    bins: pooledBins(cells.filter(({ rows }) => rows[0].process === process).map(({ reliability }) => reliability)),
  }))
  return [
    'Reliability of bandshift’s posterior, states known: forecast probability → share observed, by tenths of the forecast',
    '',
    rowsTable(processes, [
      ['process', ({ process }) => process, 'left'],
      ...Array.from(
        { length: 10 },
        (_, tenth) =>
          [
            `${fixed(tenth / 10, 1)}–`,
            ({ bins }: (typeof processes)[number]) => {
              const bin = bins.find(({ forecast }) => Math.min(9, Math.floor(10 * forecast)) === tenth)
              return bin === undefined ? '–' : `${fixed(bin.forecast, 2)}→${fixed(bin.observed, 2)}`
            },
          ] as const,
      ),
    ]),
  ].join('\n')
}

const realText = (cells: readonly RealCell[]): string =>
  [
    'Test parts of real recordings: log loss of the class of the next hour’s variance, every model read by one rule; more than bandshift with 95 % interval',
    '',
    rowsTable(
      cells.flatMap(({ series, nextHour, judged, labels, labelTransitionRate }) =>
        nextHour.map((own) => ({ series, labels, labelTransitionRate, ...own, score: judged[own.model] })),
      ),
      [
        ['series', ({ series }) => series, 'left'],
        ['labels', ({ labels }) => labels, 'left'],
        ['model', ({ model }) => model, 'left'],
        ['next hour', ({ loss }) => fixed(loss, 4)],
        ['more', ({ excess }) => (excess === undefined ? '–' : plainMeasured(excess, 4))],
        ['balanced accuracy', ({ score }) => (score === undefined ? '–' : fixed(score.balancedAccuracy))],
        ['log loss', ({ score }) => (score === undefined ? '–' : fixed(score.logLoss))],
        ['calibration error', ({ score }) => (score === undefined ? '–' : fixed(score.calibrationError))],
        ['changes/1000', ({ score }) => (score === undefined ? '–' : fixed(1000 * score.transitionRate, 1))],
        ['labels’', ({ labelTransitionRate }) => fixed(1000 * labelTransitionRate, 1)],
      ],
    ),
  ].join('\n')

/** Target by target: the figure and whether it is reached. */
export const regimeTargetsText = (targets: RegimeReport['targets']): string =>
  rowsTable(targets, [
    ['target', ({ target }) => target, 'left'],
    ['figure', ({ figure }) => figure, 'left'],
    ['', ({ reached }) => (reached ? 'reached' : 'MISSED'), 'left'],
  ])

/** All tables of `reproduce regimes` as text. */
export const allRegimesText = ({ published, known, replications, real, targets }: RegimeReport): string =>
  [
    regimesText(published),
    knownText(known, replications),
    reliabilityText(known),
    ...(real.cells.length > 0 ? [realText(real.cells)] : []),
    ...(real.missing.length > 0
      ? [`Not judged, their files are not below the data folder: ${real.missing.join(', ')}`]
      : []),
    regimeTargetsText(targets),
  ].join('\n\n')
