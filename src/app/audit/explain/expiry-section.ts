import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
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
