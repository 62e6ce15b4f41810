import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import { fromMinor } from '../../../core/portfolio/ledger/money'
import { optionName } from '../../../core/portfolio/settle-expired'
import { line, timeText, type ExplanationLine, type ExplanationSection } from './section'

const deliveryWords = {
  price: 'its delivery price',
  awaited: 'its delivery price is awaited',
  none: 'nobody gives its delivery price',
} as const

/** What options that had expired settled on, and those that wait for a price; nothing where none had expired. */
export const expirySections = (
  { expired: inputs }: Pick<DecisionInputs, 'expired'>,
  { expired: outputs }: Pick<DecisionOutputs, 'expired'>,
): readonly ExplanationSection[] => {
  if (inputs === undefined || outputs === undefined) return []
  const lines = inputs.options.map((held): ExplanationLine => {
    const { option } = held
    const entry = outputs.entries.find((own) => own.kind === 'settlement' && own.option === option)
    if (entry?.kind === 'settlement') {
      const { spot, basis, priceAt, at } = entry
      return line(`${optionName(held)} settles at`, spot, `${basis}, of ${timeText(priceAt ?? at)}`)
    }
    const mark = outputs.unsettled.find((own) => own.option === option)?.mark
    const delivery = deliveryWords[inputs.deliveries[option]?.kind ?? 'none']
    const until =
      mark === undefined ? delivery : `${delivery}; equity is provisional, at the price of ${timeText(mark.at)}`
    return line(`${optionName(held)} is unsettled, marked at`, mark?.price ?? 'none', until)
  })
  return [{ title: 'Expired options', lines }]
}

/** What dividends were booked, units by amount; nothing where none was due. */
export const dividendSections = ({ dividends }: Pick<DecisionOutputs, 'dividends'>): readonly ExplanationSection[] => {
  const lines = (dividends?.entries ?? []).flatMap((entry): readonly ExplanationLine[] => {
    if (entry.kind !== 'dividend') return []
    const { instrument, at, units, amount, cash } = entry
    return [line(`${instrument} pays`, fromMinor(cash), `${units} × ${amount}, ex ${timeText(at)}`)]
  })
  return lines.length === 0 ? [] : [{ title: 'Dividends', lines }]
}

/** What funding was booked, rate by position and price, and what is not known of it; nothing where none was due. */
export const fundingSections = (
  { funding: inputs }: Pick<DecisionInputs, 'funding'>,
  { funding: outputs }: Pick<DecisionOutputs, 'funding'>,
): readonly ExplanationSection[] => {
  if (inputs === undefined || outputs === undefined) return []
  const booked = outputs.entries.flatMap((entry): readonly ExplanationLine[] => {
    if (entry.kind !== 'funding') return []
    const { instrument, at, from, rate, price, units, cash, basis } = entry
    const over = from === undefined ? 'of' : `from ${timeText(from)} to`
    const how = `${-units} × ${price} × ${rate} (${basis}), ${over} ${timeText(at)}`
    return [line(`${instrument} pays`, fromMinor(cash), how)]
  })
  const unknown = outputs.funded.flatMap(({ instrument, lost, awaited }) => [
    ...(lost > 0 ? [line(`${instrument}: rates that never became known`, lost)] : []),
    ...(awaited === undefined ? [] : [line(`${instrument}: the rate is awaited of`, timeText(awaited))]),
  ])
  const lines = [...booked, ...unknown]
  return lines.length === 0 ? [] : [{ title: 'Funding', lines }]
}
