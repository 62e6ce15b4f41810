import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import { SECOND } from '../../../core/market/event'
import { inDigits, line, timeText, type ExplanationSection } from './section'

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

/** What the options were valued at, and why not at the surface; nothing where no market of options is followed. */
export const marksSections = ({
  marks,
  time,
}: Pick<DecisionInputs, 'marks' | 'time'>): readonly ExplanationSection[] => {
  if (marks === undefined) return []
  const title = 'Marks of the options'
  const { instrument } = marks
  const fallback = line('valued at', 'one volatility by maturity', 'that of the market above')
  if (marks.kind === 'surface-missing')
    return [{ title, lines: [line('surface', 'missing', `${instrument} has none`), fallback] }]
  if (marks.kind === 'surface-without-dividends')
    return [{ title, lines: [line('surface', 'not used', 'it does not hold the dividends in cash'), fallback] }]
  const age = `of ${instrument}, fitted ${timeText(marks.fitted)}, ${inDigits((time - marks.fitted) / SECOND)} s before`
  if (marks.kind === 'surface-too-old')
    return [{ title, lines: [line('surface', 'too old', `${age}, at most ${inDigits(marks.most)} s`), fallback] }]
  return [
    {
      title,
      lines: [
        line('surface', 'in use', age),
        ...marks.legs.map(({ option, vol, carry }) =>
          line(option, vol, `volatility of its strike and expiry; its forward carries ${inDigits(carry)} a year`),
        ),
      ],
    },
  ]
}
