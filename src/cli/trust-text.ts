import type { TrustTable } from '../../training/studies/trust/trust'
import { rowsTable } from '../report/tables/text-table'

/** The evidence of losses and the delays of the rule of trust as text tables. */
export const trustText = ({ evidence, faults, promised, recording, testBars, trustedShare }: TrustTable): string =>
  [
    `Evidence that a forecaster is worse than log-HAR; a false alarm after ${promised} differences on average, or later, is promised`,
    '',
    rowsTable(evidence, [
      ['differences of loss, in scales', ({ differences }) => differences, 'left'],
      ['mean run', ({ mean, alarmed, runs }) => `${alarmed < runs ? '> ' : ''}${mean.toFixed(0)}`],
      ['alarms', ({ alarmed, runs }) => `${alarmed} of ${runs}`],
    ]),
    '',
    `${recording}: trusted on ${(100 * trustedShare).toFixed(2)} % of ${testBars} unseen bars; with a fault from the first of them on, over four days:`,
    '',
    rowsTable(faults, [
      ['fault', ({ fault }) => fault, 'left'],
      ['bars to an objection', ({ bars }) => (bars === undefined ? 'never' : String(bars))],
      ['trusted', (own) => `${(100 * own.trustedShare).toFixed(1)} %`],
      ['reasons', ({ reasons }) => reasons.join(', '), 'left'],
    ]),
  ].join('\n')
