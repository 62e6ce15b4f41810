import type { CentreScore } from './centre-score'
import type { Bounds, Measured } from './measured'
import type { SmileQuote } from '../core/surface/fit-surface'
import type { OptimumScore, PolicyScores } from './policy-scores'
import type { SurfaceHistory, SurfaceScore } from './surface-view'

export type Provenance = {
  readonly data: readonly {
    readonly series: string
    readonly title: string
    readonly origin: 'real' | 'synthetic'
    readonly sha256: string
  }[]
  /** 'real' only where every recording is. */
  readonly origin: 'real' | 'synthetic' | 'mixed'
  readonly seed: number
  readonly versions: Readonly<Record<string, string>>
  readonly backend: string
  /** Git commit, undefined outside a checkout. */
  readonly commit: string | undefined
}

/** bandshift's QLIKE over a baseline's, and the Diebold-Mariano test of the two, HAC; two-sided p. */
export type BaselineScore = { readonly model: string; readonly ratio: number; readonly pValue: number }

/** Out-of-sample forecast of mean variance over `horizon`; QLIKE by model name on the same `n` rows. */
export type ForecastScore = {
  readonly series: string
  /** For a person: '30min', '1d'. */
  readonly horizon: string
  readonly horizonBars: number
  readonly n: number
  readonly qlike: Readonly<Record<string, number>>
  readonly mse: Readonly<Record<string, number>>
  /** bandshift's QLIKE over log-HAR's. */
  readonly ratioToLogHar: number
  /** Diebold-Mariano of bandshift against log-HAR, HAC; a negative statistic favours bandshift; two-sided p. */
  readonly dm: { readonly statistic: number; readonly pValue: number }
  /** bandshift against each baseline, the one of least QLIKE first. */
  readonly baselines: readonly BaselineScore[]
  /** Members of the 90 % model confidence set. */
  readonly mcs90: readonly string[]
  /** Share of outcomes below each forecast quantile, keyed by level. */
  readonly coverage: Readonly<Record<string, number>>
}

/**
 * Where a forecast of one horizon does well and badly. QLIKE of bandshift and of log-HAR; volatilities are annual
 * fractions.
 */
export type ForecastDetail = {
  readonly horizon: string
  /** By the regime called when the forecast was made, calm first; regimes never called are left out. */
  readonly byRegime: readonly {
    readonly regime: string
    readonly n: number
    readonly qlike: number
    readonly logHar: number
  }[]
  /** The days (UTC) whose forecasts were worst on average, worst first; at most five. */
  readonly worstDays: readonly {
    readonly day: string
    readonly qlike: number
    readonly logHar: number
    readonly forecastVol: number
    readonly realizedVol: number
  }[]
}

/** A ratio of mean losses, below 1 where the first is better, with its 95 % interval. */
export type LossRatio = { readonly ratio: number; readonly ci: Bounds }

/** The forecaster with one set of feature families at one horizon. */
export type FamilyScore = {
  readonly horizon: string
  /** '+ season' joins the families above it; 'all but season' leaves one out. */
  readonly features: string
  readonly columns: number
  /** Mean QLIKE on the stretches before the test part. */
  readonly qlike: number
  readonly toLogHar: LossRatio
  /** Against what it changes: the families above it, or all of them. */
  readonly step: LossRatio
  /** On the test part, fitted on all before it. */
  readonly unseen: { readonly qlike: number; readonly toLogHar: LossRatio }
}

export type ClassifierScore = {
  readonly balancedAccuracy: number
  readonly logLoss: number
  readonly brier: number
  /** Rows are true states, columns the called state, counts. */
  readonly confusion: readonly (readonly number[])[]
  /** Changes of the called state per bar. */
  readonly transitionRate: number
  /** Expected calibration error of the likeliest state, in [0, 1]. */
  readonly calibrationError: number
}

/**
 * Log loss, nats, of the class of the mean variance over the next hour (the next bar, where it is longer), classes of
 * equal shares of the training bars; excess over bandshift's on the same bars, absent for bandshift itself.
 */
export type NextHourScore = {
  readonly model: string
  readonly loss: number
  readonly excess: Measured | undefined
}

export type RegimeScore = ClassifierScore & {
  readonly series: string
  readonly n: number
  readonly states: readonly string[]
  /** What the states are judged against: the simulator's truth or labels computed with future data. */
  readonly judgedBy: 'truth' | 'hidden-regimes' | 'jump-model' | 'forward-variance'
  readonly trueTransitionRate: number
  readonly baselines: Readonly<Record<string, ClassifierScore>>
  /** Of bandshift first, then of the baselines and of persistence. */
  readonly nextHour: readonly NextHourScore[]
}

export const hedgingMeasures = [
  'cost',
  'meanPnl',
  'sd',
  'es95',
  'entropicPrice',
  'trades',
  'trackingSd',
  'trackingEs95',
  'ce',
  'evaluations',
  'turnover',
] as const
export type HedgingMeasure = (typeof hedgingMeasures)[number]

/**
 * One strategy over the test paths, per unit of spot at the start. P&L includes the premium; sd and es95 are of
 * demeaned P&L; tracking is the deviation, before cost, from the mark's delta at every bar; ce is mean cost + a/2 ×
 * mean risk; evaluations, trades and turnover are means a path.
 */
export type HedgingScore = { readonly [M in HedgingMeasure]: number } & {
  readonly series: string
  readonly strategy: string
  readonly paths: number
  /** The setting tuned on the training part, for a person: 'half-width 0.05'. */
  readonly setting: string
  readonly ci: { readonly [M in HedgingMeasure]: Bounds }
  /**
   * This strategy's entropic price less adaptive's, same paths: positive where adaptive is cheaper. Absent for adaptive
   * itself.
   */
  readonly excessOverAdaptive: Measured | undefined
  /** The same of ES95: negative where adaptive has the longer tail. */
  readonly excessEs95OverAdaptive: Measured | undefined
}

/**
 * Share of the gap between constant volatility and the known truth that adaptive captures: the adaptive band at either
 * volatility, same paths. Where the gap's interval reaches zero the share means nothing.
 */
export type OracleGapShare = {
  readonly price: number
  readonly es95: number
  readonly ci: { readonly price: Bounds; readonly es95: Bounds }
  /** Constant less truth, per unit of spot: what there is to capture. */
  readonly gap: {
    readonly price: number
    readonly es95: number
    readonly ci: { readonly price: Bounds; readonly es95: Bounds }
  }
}

/**
 * One feature column of the unseen bars against training; `training…` is the worst window of training against what came
 * before it.
 */
export type ColumnDriftScore = {
  readonly name: string
  readonly psi: number
  readonly ks: number
  readonly trainingPsi: number
  readonly trainingKs: number
  /** Share of the bars on which its window was beyond the limit. */
  readonly driftedShare: number
}

/** The service's rule of trust over the unseen bars. Shares are of `bars`. */
export type TrustScore = {
  readonly bars: number
  readonly trustedShare: number
  readonly reasons: Readonly<Record<string, number>>
  /** Number of times that the models were put aside, and the bars of the longest such period. */
  readonly episodes: number
  readonly longestBars: number
  /** Share of bars on which the rule itself was doubtful. */
  readonly silencedShare: number
  readonly columns: readonly ColumnDriftScore[]
}

export type Split = {
  readonly trainFrom: string
  readonly trainTo: string
  readonly testFrom: string
  readonly testTo: string
  readonly trainBars: number
  readonly testBars: number
}

/** Everything measured on one recording. */
export type RecordingResult = PolicyScores & {
  readonly series: string
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly barSeconds: number
  readonly optionDays: number
  readonly split: Split
  readonly forecast: readonly ForecastScore[]
  /** The gain by each family of features, where it was computed. */
  readonly features?: readonly FamilyScore[]
  /** Absent from evaluations of older versions. */
  readonly forecastDetail?: readonly ForecastDetail[]
  readonly regime: RegimeScore
  readonly hedging: readonly HedgingScore[]
  readonly oracleGapShare: OracleGapShare | undefined
  /** Absent from evaluations of older versions. */
  readonly optimum?: OptimumScore | undefined
  /** Absent from evaluations of older versions. */
  readonly trust?: TrustScore | undefined
  /** Absent where the recording has no option quotes, and from evaluations of older versions. */
  readonly surface?: SurfaceScore | undefined
  readonly centre?: CentreScore | undefined
  /** Plain sentences: where adaptive wins, where it does not, what limits the evidence. */
  readonly verdict: readonly string[]
}

/**
 * The content of summary.json. The flat parts gather all recordings, the first one first; `regime`, `oracleGapShare`
 * and `interval` are the first one's.
 */
export type Summary = PolicyScores & {
  readonly provenance: Provenance
  readonly forecast: readonly ForecastScore[]
  readonly regime: RegimeScore
  readonly hedging: readonly HedgingScore[]
  readonly optimum?: readonly OptimumScore[]
  readonly oracleGapShare: OracleGapShare | undefined
  readonly legs: readonly RecordingResult[]
}

/**
 * Series for the plots of a recording, matched to it by `series`; kept out of summary.json. Times in milliseconds since
 * the epoch, rising; all arrays of a group have one length; every number finite: cut the ends where something is not
 * known yet.
 */
export type RecordingPlots = {
  readonly series: string
  readonly market: {
    readonly time: readonly number[]
    readonly close: readonly number[]
    /** Called state. */
    readonly regime: readonly number[]
    /** By time, then by state. */
    readonly posterior: readonly (readonly number[])[]
  }
  /**
   * Annualised volatility as a fraction (.35 = 35 %); `low` and `high` are the 5 % and 95 % quantiles of the forecast.
   */
  readonly volatility: readonly {
    readonly horizon: string
    readonly time: readonly number[]
    readonly forecast: readonly number[]
    readonly low: readonly number[]
    readonly high: readonly number[]
    readonly logHar: readonly number[]
    readonly realized: readonly number[]
  }[]
  /**
   * One option of the test part: its delta inside the moving band, what was held, and when the policy was evaluated.
   */
  readonly band: {
    readonly time: readonly number[]
    readonly spot: readonly number[]
    readonly delta: readonly number[]
    readonly lower: readonly number[]
    readonly upper: readonly number[]
    readonly held: readonly number[]
    readonly intervalMinutes: readonly number[]
  }
  /** Quotes by expiry, in the order of the score's, and how the surface moved; absent where there is none. */
  readonly surface?:
    { readonly quotes: readonly (readonly SmileQuote[])[]; readonly history: SurfaceHistory } | undefined
  readonly reliability: readonly { readonly forecast: number; readonly observed: number; readonly n: number }[]
  /** Loss by epoch of the models that this run trained; absent where it trained none. */
  readonly training?: readonly {
    readonly model: string
    readonly train: readonly number[]
    readonly validation: readonly number[]
  }[]
}
