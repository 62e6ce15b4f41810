import { count, fixed, percent } from '../format'
import type { TrustScore } from '../summary'
import { dataTable, numberCell, type BodyRow } from './data-table'
import { html, type Html } from './html'

const reasonTable = ({ reasons, bars }: TrustScore): Html =>
  dataTable(
    `Why the models were not trusted, of ${count(bars)} unseen bars; several reasons may hold at once`,
    [{ text: 'Reason' }, { text: 'Share of bars', numeric: true }],
    Object.entries(reasons).map(([name, share]): BodyRow => ({ head: name, cells: [numberCell(percent(share, 2))] })),
  )

const driftTable = ({ columns }: TrustScore): Html =>
  dataTable(
    'Columns on the unseen bars against training, those first whose windows drifted longest',
    [
      { text: 'Column' },
      {
        text: 'Stability index',
        numeric: true,
        hint: 'Population stability index of all unseen bars against training',
      },
      {
        text: 'worst of training',
        numeric: true,
        hint: 'Greatest of a window of training against what came before it',
      },
      { text: 'Kolmogorov-Smirnov', numeric: true },
      { text: 'worst of training', numeric: true },
      { text: 'Bars drifted', numeric: true, hint: 'Share of bars on which its window was beyond the limit' },
    ],
    [...columns]
      .sort((a, b) => b.driftedShare - a.driftedShare || b.psi - a.psi)
      .map((own): BodyRow => ({
        head: own.name,
        cells: [
          numberCell(fixed(own.psi, 2)),
          numberCell(fixed(own.trainingPsi, 2)),
          numberCell(fixed(own.ks, 2)),
          numberCell(fixed(own.trainingKs, 2)),
          numberCell(percent(own.driftedShare)),
        ],
      })),
  )

/**
 * Whether the service would have trusted the models on the unseen bars, why not, and how far their columns drifted.
 */
export const trustPageSection = (score: TrustScore): Html =>
  html`<p>
      The rule by which the service trusts its models, run over the unseen bars with its usual limits: trusted on
      ${percent(score.trustedShare, 2)} of them, put aside ${count(score.episodes)} times, for
      ${count(score.longestBars)} bars at the longest. Baselines stand in meanwhile: log-HAR and no regime.
    </p>
    ${Object.keys(score.reasons).length === 0 ? undefined : reasonTable(score)}
    ${
      score.columns.length === 0
        ? undefined
        : html`<details>
            <summary>Drift of the columns</summary>
            ${driftTable(score)}
          </details>`
    }`
