import { fixed, interval, measuredDigits } from './format'
import { strategyLabel } from './labels'
import { bestStrategies, measureStyles } from './measures'
import type { Measured } from './measured'
import { hedgingMeasures, type HedgingMeasure, type HedgingScore } from './summary'

/**
 * How adaptive stands by entropic price: `wins` where every rival is dearer beyond its 95 % interval, `leads` where it
 * is the cheapest but some interval reaches zero, `loses` where a rival is cheaper, `absent` where it did not run.
 */
export type AdaptiveStanding = 'wins' | 'leads' | 'loses' | 'absent'

export type AdaptiveVerdict = {
  readonly standing: AdaptiveStanding
  /** Plain sentences, the price first. */
  readonly sentences: readonly string[]
}

const bp = (difference: Measured): string => {
  const digits = measuredDigits(difference, 1e4)
  const { value, ci } = difference
  return `${fixed(Math.abs(value) * 1e4, digits)} bp (95 % interval of the difference ${interval(ci, digits, 1e4)})`
}

/** Not listed here: the price has a sentence of its own, and the cost already includes the number of trades. */
const judged = (measure: HedgingMeasure): boolean => measure !== 'entropicPrice' && measure !== 'trades'

const otherMeasures = (scores: readonly HedgingScore[]): string | undefined => {
  const lost = hedgingMeasures.filter(
    (measure) => judged(measure) && !bestStrategies(scores, measure).includes('adaptive'),
  )
  if (lost.length === 0) return undefined
  const named = lost.map((measure) => {
    const best = bestStrategies(scores, measure).map(strategyLabel).join(' and ')
    return `${measureStyles[measure].title} (${best})`
  })
  return `Another strategy is better than adaptive on ${named.join(', ')}.`
}

/** Standing and sentences about adaptive on one recording. */
export const adaptiveVerdict = (scores: readonly HedgingScore[]): AdaptiveVerdict => {
  const adaptive = scores.find(({ strategy }) => strategy === 'adaptive')
  if (adaptive === undefined)
    return { standing: 'absent', sentences: ['The adaptive strategy did not run on this recording.'] }
  const rivals = scores
    .filter((score) => score !== adaptive)
    .map((score) => {
      const { value, ci } = score.excessOverAdaptive ?? {
        value: score.entropicPrice - adaptive.entropicPrice,
        ci: undefined,
      }
      return { name: strategyLabel(score.strategy), value, ci }
    })
    .sort((a, b) => a.value - b.value)
  const nearest = rivals[0]
  if (nearest === undefined)
    return { standing: 'leads', sentences: ['Adaptive ran without a rival on this recording.'] }
  const by = nearest.ci ? bp({ value: nearest.value, ci: nearest.ci }) : `${fixed(Math.abs(nearest.value) * 1e4, 1)} bp`
  const others = otherMeasures(scores)
  const tail = others === undefined ? [] : [others]
  if (nearest.value < 0) {
    const clear = nearest.ci !== undefined && nearest.ci[1] < 0
    const weight = clear ? 'beyond chance' : 'within chance'
    const sentence = `Adaptive does not win: ${nearest.name} has a lower entropic price by ${by}, ${weight}.`
    return { standing: 'loses', sentences: [sentence, ...tail] }
  }
  if (rivals.every(({ ci }) => ci !== undefined && ci[0] > 0)) {
    const sentence = `Adaptive has the lowest entropic price; the nearest, ${nearest.name}, is dearer by ${by}.`
    return { standing: 'wins', sentences: [sentence, ...tail] }
  }
  const sentence = `Adaptive has the lowest entropic price, but its lead is within chance: ${nearest.name} is dearer by ${by}.`
  return { standing: 'leads', sentences: [sentence, ...tail] }
}
