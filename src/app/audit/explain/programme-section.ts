import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import { line, type ExplanationSection } from './section'

/** Why a programme wrote no option; nothing where none waited. */
export const programmeSections = ({ programme }: Pick<DecisionInputs, 'programme'>): readonly ExplanationSection[] => {
  if (programme === undefined) return []
  const { premium } = programme
  if (premium === undefined)
    return [
      { title: 'Programme', lines: [line('waits', 'no implied volatility', 'nothing to set the forecast against')] },
    ]
  const { years, implied, forecast, kept, paid, call } = premium
  return [
    {
      title: 'Programme',
      lines: [
        line('waits', call, 'what implied against forecast volatility calls for'),
        line('implied volatility', implied, `to an expiry in ${(365 * years).toFixed(2)} days`),
        line('forecast volatility', forecast),
        line('kept', kept, 'expected share of the implied variance that a seller keeps'),
        line('paid', paid, 'probability that realized variance ends below implied'),
      ],
    },
  ]
}
