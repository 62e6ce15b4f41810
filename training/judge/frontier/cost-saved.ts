import type { CostSaved, VolatilityRead } from '../../../src/report/policy-scores'
import type { Bounds, Measured } from '../../../src/report/measured'
import { efficientLine, logCostAt, reachOf, type EfficientLine } from '../../tune/efficient-line'
import { levelOf, type Level, type PathColumns } from './path-level'

/** A family along its parameter on common paths. */
export type FamilyRuns = {
  readonly strategy: string
  readonly volatility: VolatilityRead
  readonly runs: readonly PathColumns[]
}

/** Adaptive as deployed, and with its band scaled as a whole. */
export type AdaptiveRuns = { readonly deployed: PathColumns; readonly scaled: readonly PathColumns[] }

type Risk = (level: Level) => number
const trackingSd: Risk = ({ sd }) => sd
const meanRisk: Risk = ({ risk }) => Math.sqrt(risk)

const lineOf = (levels: readonly Level[], risk: Risk): EfficientLine =>
  efficientLine(levels.map((level) => ({ cost: level.cost, risk: risk(level) })))

/** The levels of adaptive and of one rival on the same paths. */
type Levels = {
  readonly deployed: Level
  readonly scaled: readonly Level[]
  readonly rival: readonly Level[]
}

/** Where the two are compared: at the deployed risk, or at that of a rival's setting. */
type Meeting = { readonly at: 'deployed' } | { readonly at: 'setting'; readonly setting: number }

/** 1 − adaptive's cost over the rival's at equal risk. */
const saved = ({ deployed, scaled, rival }: Levels, risk: Risk, meeting: Meeting): number => {
  if (meeting.at === 'deployed')
    return 1 - Math.exp(Math.log(deployed.cost) - logCostAt(lineOf(rival, risk), risk(deployed)))
  const other = rival[meeting.setting]
  return 1 - Math.exp(logCostAt(lineOf(scaled, risk), risk(other)) - Math.log(other.cost))
}

/** The deployed risk where the rival's line reaches it, else that of the rival's nearest setting if adaptive's does. */
const meetingOf = ({ deployed, scaled, rival }: Levels, risk: Risk): Meeting | undefined => {
  const line = lineOf(rival, risk)
  const reach = reachOf(line, risk(deployed))
  if (reach === 'on it') return { at: 'deployed' }
  if (line.risk.length === 0) return undefined
  const nearest = line.risk[reach === 'below the grid' ? 0 : line.risk.length - 1]
  const setting = rival.findIndex((level) => Math.log(risk(level)) === nearest)
  return reachOf(lineOf(scaled, risk), risk(rival[setting])) === 'on it' ? { at: 'setting', setting } : undefined
}

/** Mean of log cost saved over the given settings of adaptive, as a share. */
const savedAlong = ({ scaled, rival }: Levels, settings: readonly number[]): number => {
  const line = lineOf(rival, trackingSd)
  const sum = settings.reduce((all, i) => all + Math.log(scaled[i].cost) - logCostAt(line, scaled[i].sd), 0)
  return 1 - Math.exp(sum / settings.length)
}

type Part = { readonly name: 'value' | 'atEqualRisk' | 'alongFrontier'; readonly of: (levels: Levels) => number }

/** What can be measured against one rival, decided on all paths. */
type Comparison = {
  readonly rival: FamilyRuns
  readonly statistics: readonly ((levels: Levels) => number)[]
  /** The score from values and intervals in the order of the statistics. */
  readonly score: (series: string, values: readonly number[], ci: readonly Bounds[]) => CostSaved
}

const compare = (rival: FamilyRuns, levels: Levels): Comparison => {
  const { strategy: against, volatility } = rival
  const met = meetingOf(levels, trackingSd)
  const metRisk = meetingOf(levels, meanRisk)
  const reach = levels.rival.length === 1 ? 'on it' : reachOf(lineOf(levels.rival, trackingSd), levels.deployed.sd)
  const at = met?.at === 'setting' ? levels.rival[met.setting].sd : levels.deployed.sd
  const along =
    levels.rival.length === 1
      ? []
      : levels.scaled.flatMap(({ sd, cost }, i) =>
          cost > 0 && sd > 0 && reachOf(lineOf(levels.rival, trackingSd), sd) === 'on it' ? [i] : [],
        )
  const parts: Part[] = []
  if (met) parts.push({ name: 'value', of: (drawn) => saved(drawn, trackingSd, met) })
  if (metRisk) parts.push({ name: 'atEqualRisk', of: (drawn) => saved(drawn, meanRisk, metRisk) })
  if (along.length > 0) parts.push({ name: 'alongFrontier', of: (drawn) => savedAlong(drawn, along) })
  return {
    rival,
    statistics: parts.map(({ of }) => of),
    score(series, values, ci) {
      const measured = (name: (typeof parts)[number]['name']): Measured | undefined => {
        const i = parts.findIndex((part) => part.name === name)
        return i < 0 ? undefined : { value: values[i], ci: ci[i] }
      }
      const [atEqualRisk, alongFrontier] = [measured('atEqualRisk'), measured('alongFrontier')]
      return {
        ...{ series, against, volatility, ...measured('value'), ...(met && { trackingSd: at }) },
        ...(atEqualRisk && { atEqualRisk }),
        ...(alongFrontier && { alongFrontier }),
        ...(reach !== 'on it' && { beyond: reach }),
      }
    },
  }
}

/** The cost that adaptive saves against each rival: statistics of any draw of the paths, and the scores they make. */
export const costSavings = (adaptive: AdaptiveRuns, rivals: readonly FamilyRuns[], all: Float64Array) => {
  const levelsOf = (counts: Float64Array) => {
    const deployed = levelOf(adaptive.deployed, counts)
    const scaled = adaptive.scaled.map((run) => levelOf(run, counts))
    return ({ runs }: FamilyRuns): Levels => ({ deployed, scaled, rival: runs.map((run) => levelOf(run, counts)) })
  }
  const atAll = levelsOf(all)
  const comparisons = rivals.map((rival) => compare(rival, atAll(rival)))
  return {
    statistics(counts: Float64Array): readonly number[] {
      const levels = levelsOf(counts)
      return comparisons.flatMap(({ rival, statistics }) => {
        const drawn = levels(rival)
        return statistics.map((statistic) => statistic(drawn))
      })
    },
    scores(series: string, values: readonly number[], ci: readonly Bounds[]): readonly CostSaved[] {
      let from = 0
      return comparisons.map(({ statistics: { length }, score }) => {
        from += length
        return score(series, values.slice(from - length, from), ci.slice(from - length, from))
      })
    },
  }
}
