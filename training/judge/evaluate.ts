import { chooseBackend } from '../../models/backend'
import { loadPolicy } from '../../models/policy/policy-store'
import type { OnProgress, ResearchOptions } from '../data/options'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import { ablateFamilies } from './ablation/families'
import { studyOf } from './ablation/study'
import { evaluateLeg, type EvaluatedLeg } from './leg'
import { scoreTrust } from './trust-part'
import { unseenPart } from './unseen'

export type EvaluateOptions = ResearchOptions & {
  readonly data: string
  readonly models: string
  /** Also measures what each family of features adds to log-HAR on this recording. */
  readonly ablation?: boolean
  /** Judges on the newest so many trading days alone; baselines are fitted on all before them. */
  readonly days?: number
}

const newestOf = (test: Range, { market }: Prepared, days: number | undefined): Range =>
  days === undefined
    ? test
    : { from: Math.max(test.from, test.to - Math.round(days * market.profile.barsPerDay)), to: test.to }

/**
 * Evaluates the champions of a registry on what they have not seen of a recording. Throws where bars or columns are not
 * those of the models.
 */
export const evaluate = async (options: EvaluateOptions, onProgress: OnProgress): Promise<EvaluatedLeg> => {
  await chooseBackend(options.backend ?? 'auto')
  const policy = await loadPolicy(options.models)
  onProgress('read recording', 0, 1)
  const { prepared, predictions, test, judged, regimes } = await unseenPart(
    options.data,
    options.models,
    policy,
    options,
  )
  const { symbol } = prepared.market.instrument
  const newest = newestOf(test, prepared, options.days)
  const evaluated = evaluateLeg(symbol, prepared, predictions, regimes, policy, newest, options.seed, onProgress)
  const { score: trust } = scoreTrust(prepared.market.bars, prepared.dataset, predictions, judged, newest)
  const trusted = { ...evaluated, leg: { ...evaluated.leg, trust } }
  if (options.ablation !== true) return trusted
  const { bars, profile } = prepared.market
  const ablation = await ablateFamilies(studyOf(symbol, bars, profile), options.seed, (done, of) => {
    onProgress(`what helps ${symbol}`, done, of)
  })
  return { ...trusted, leg: { ...trusted.leg, ablation } }
}
