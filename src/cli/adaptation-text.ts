import type { Adaptation } from '../app/replay/adaptation'
import { percent, short } from '../report/format'
import { rowsTable } from '../report/tables/text-table'

type Row = {
  readonly name: string
  readonly decisions: number
  readonly interval: string
  readonly halfWidth: number | undefined
}

const rowsOf = ({ byRegime, decisions, intervalSeconds }: Adaptation): readonly Row[] => {
  const regimes = byRegime.map(({ regime, intervalSeconds: interval, ...own }) => ({
    ...own,
    ...{ name: regime, interval: short(interval) },
  }))
  if (intervalSeconds === undefined) return regimes
  const { p10, p50, p90 } = intervalSeconds
  const all = { name: 'all', decisions, interval: `${short(p50)} (${short(p10)} to ${short(p90)})` }
  return [...regimes, { ...all, halfWidth: undefined }]
}

const posteriorText = ({ movedByPosterior, posteriorEffect }: Adaptation): string => {
  if (movedByPosterior === undefined || posteriorEffect === undefined) return 'no decision with trusted models'
  const { halfWidth, interval } = posteriorEffect
  return [
    `with the regimes' long-run shares in place of the posterior, ${percent(movedByPosterior)} of the decisions`,
    `have another band or interval; medians: half-width ${percent(halfWidth)}, interval ${percent(interval)}`,
  ].join('\n  ')
}

/** How an adaptive portfolio's interval and band moved: medians by called regime, and what the posterior changes. */
export const adaptationText = (own: Adaptation): string => {
  const table = rowsTable(rowsOf(own), [
    ['regime', ({ name }) => name, 'left'],
    ['decisions', ({ decisions }) => String(decisions)],
    ['interval, s', ({ interval }) => interval],
    ['half-width', ({ halfWidth }) => (halfWidth === undefined ? '' : short(halfWidth))],
  ])
  const { waitedSeconds: waited } = own
  const lines = [
    ...table.split('\n'),
    ...(waited === undefined
      ? []
      : [`from one decision to the next ${short(waited.p50)} s (${short(waited.p10)} to ${short(waited.p90)})`]),
    posteriorText(own),
  ]
  return [`${own.portfolio} adapts: medians by regime (10 to 90 %)`, ...lines].join('\n  ')
}
