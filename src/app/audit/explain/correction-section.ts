import { learnedBand, type CentreState } from '../../../core/hedging/band'
import { bandRows } from '../../../core/hedging/bands/band-columns'
import {
  bandForward,
  bandOfOutputs,
  edgeDistance,
  insideShare,
  setsTargets,
  TARGET_OUTPUTS,
  type BandNetwork,
  type TargetedBand,
} from '../../../core/hedging/bands/band-network'
import { whalleyWilmottHalfWidth } from '../../../core/hedging/bands/whalley-wilmott'
import type { HedgeDecision } from '../../../core/hedging/decision'
import { unitState } from '../../../core/hedging/evaluate'
import { bookExposure } from '../../../core/hedging/exposure'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { inDigits, line, type ExplanationLine, type ExplanationSection } from './section'

/** How many inputs are named as those that move the band most. */
const NAMED = 3

type Corrected = { readonly outputs: Float64Array; readonly band: TargetedBand }

const corrector = (network: BandNetwork, halfWidth: number): ((row: Float64Array) => Corrected) => {
  const forward = bandForward(network)
  return (row) => {
    const outputs = new Float64Array(TARGET_OUTPUTS)
    const band = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
    forward(row, outputs)
    bandOfOutputs(outputs, halfWidth, setsTargets(network), band)
    return { outputs, band }
  }
}

/** The correction of one edge: `e^stretch` times the half-width and a shift, in delta of one option. */
const edgeLine = (name: string, distance: number, stretch: number, shift: number): ExplanationLine => {
  const [logStretch, moved] = [Math.log(edgeDistance(1, stretch, 0)), edgeDistance(0, 0, shift)]
  return line(
    name,
    distance,
    `from the centre: half-width × e^${inDigits(logStretch)} ${moved < 0 ? '−' : '+'} ${inDigits(Math.abs(moved))}`,
  )
}

const targetLine = (name: string, output: number): ExplanationLine =>
  line(name, insideShare(output), 'of the way from the edge to the middle of the band')

const halfWidthOf = ({ below, above }: TargetedBand): number => 0.5 * (below + above)
const middleOf = ({ below, above }: TargetedBand): number => 0.5 * (above - below)

type Effect = { readonly column: number; readonly band: TargetedBand; readonly size: number }

/** What the band would be with each input at its mean of training, the largest difference first. */
const effectsOf = (
  row: Float64Array,
  { scaling }: BandNetwork,
  { band }: Corrected,
  correct: (row: Float64Array) => Corrected,
): readonly Effect[] =>
  Array.from(row, (_, column): Effect => {
    const other = correct(row.with(column, scaling.mean[column])).band
    return { column, band: other, size: Math.abs(other.below - band.below) + Math.abs(other.above - band.above) }
  }).sort((a, b) => b.size - a.size)

const reasonLines = (network: BandNetwork, row: Float64Array, correct: (row: Float64Array) => Corrected) => {
  const { columns, scaling } = network
  const own = correct(row)
  const effects = effectsOf(row, network, own, correct)
  const most = effects.slice(0, NAMED).filter(({ size }) => size > 0)
  return [
    ...Array.from(row, (value, i) => {
      const deviations = inDigits(Number(((value - scaling.mean[i]) / scaling.sd[i]).toFixed(2)))
      return line(`input ${columns[i]}`, value, `${deviations} deviations from its training mean`)
    }),
    ...most.map(({ column, band }) =>
      line(
        `moved by ${columns[column]}`,
        halfWidthOf(own.band) - halfWidthOf(band),
        `half-width ${inDigits(halfWidthOf(band))} with it at its training mean; middle by ${inDigits(middleOf(own.band) - middleOf(band))}`,
      ),
    ),
  ]
}

/**
 * How a network corrects Whalley-Wilmott's band in a decision, in delta of one option, and which of its inputs move the
 * band most; nothing where no network made it.
 */
export const correctionSections = (snapshot: Snapshot, { band }: HedgeDecision): readonly ExplanationSection[] => {
  const learned = learnedBand(snapshot.strategy)
  if (learned === undefined || band === undefined) return []
  const { network, riskAversion, multiplier } = learned
  const title = 'Learned correction of the band'
  const book = bookExposure(snapshot, snapshot.volatility)
  const state: CentreState = unitState(snapshot, book)
  if (state.cost === 0) return [{ title, lines: [line('correction', 'none', 'without cost the band is the delta')] }]
  const isLong = book.gamma > 0
  const deviation = (snapshot.position - band.centre) / snapshot.scale.contracts
  const row = new Float64Array(network.columns.length)
  const held = { riskAversion, distance: isLong ? -deviation : deviation }
  bandRows(network.columns, network.scaling.mean)(state, held, row, 0)
  const formula = multiplier * whalleyWilmottHalfWidth(state, riskAversion)
  const correct = corrector(network, formula)
  const { outputs, band: corrected } = correct(row)
  const [below, above] = isLong ? ['upper', 'lower'] : ['lower', 'upper']
  return [
    {
      title,
      lines: [
        line('half-width of the formula', formula, `× multiplier ${inDigits(multiplier)}, delta of one option`),
        edgeLine(`${below} edge`, corrected.below, outputs[0], outputs[2]),
        edgeLine(`${above} edge`, corrected.above, outputs[1], outputs[3]),
        ...(setsTargets(network)
          ? [targetLine(`inside share from ${below}`, outputs[4]), targetLine(`inside share from ${above}`, outputs[5])]
          : []),
        line(
          'half-width of the network',
          halfWidthOf(corrected),
          `${isLong ? 'mirrored for a long book; ' : ''}before the ceiling`,
        ),
        ...reasonLines(network, row, correct),
      ],
    },
  ]
}
