import { textTable, type TextColumn } from '../report/tables/text-table'
import type { TrustTable } from '../../training/studies/trust/trust'

const column = (title: string, align: 'left' | 'right', cells: readonly string[]): TextColumn => ({
  title,
  cells,
  align,
})

/** The evidence of losses and the delays of the rule of trust as text tables. */
export const trustText = ({ evidence, faults, promised, recording, testBars, trustedShare }: TrustTable): string =>
  [
    `Evidence that a forecaster is worse than log-HAR; a false alarm after ${promised} differences on average, or later, is promised`,
    '',
    textTable([
      column(
        'differences of loss, in scales',
        'left',
        evidence.map(({ differences }) => differences),
      ),
      column(
        'mean run',
        'right',
        evidence.map(({ mean, alarmed, runs }) => `${alarmed < runs ? '> ' : ''}${mean.toFixed(0)}`),
      ),
      column(
        'alarms',
        'right',
        evidence.map(({ alarmed, runs }) => `${alarmed} of ${runs}`),
      ),
    ]),
    '',
    `${recording}: believed on ${(100 * trustedShare).toFixed(2)} % of ${testBars} unseen bars; with a fault from the first of them on, over four days:`,
    '',
    textTable([
      column(
        'fault',
        'left',
        faults.map(({ fault }) => fault),
      ),
      column(
        'bars to an objection',
        'right',
        faults.map(({ bars }) => (bars === undefined ? 'never' : String(bars))),
      ),
      column(
        'believed',
        'right',
        faults.map((own) => `${(100 * own.trustedShare).toFixed(1)} %`),
      ),
      column(
        'reasons',
        'left',
        faults.map(({ reasons }) => reasons.join(', ')),
      ),
    ]),
  ].join('\n')
