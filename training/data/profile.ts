import { leastVariance, type VarianceKind } from '../../src/core/market/bars/bar-variance'

/** How a recording's resolution sets the grid on which bandshift forecasts and hedges it. */
export type Profile = {
  readonly name: string
  /** Length of a decision bar. */
  readonly barSeconds: number
  /** Bars of one trading day of this recording. */
  readonly barsPerDay: number
  readonly barsPerYear: number
  readonly continuous: boolean
  /** Trailing windows of log-HAR in bars, rising. */
  readonly lags: readonly number[]
  /** Forecast horizons in bars, rising; the last is the option's life. */
  readonly horizons: readonly Horizon[]
  readonly optionBars: number
  /** A new option is sold every so many bars. */
  readonly startEvery: number
  readonly variance: VarianceKind
  /** Least variance of a bar: bars on which a coarse tick hides every move count for it. */
  readonly leastVariance: number
}

export type Horizon = { readonly name: string; readonly bars: number }

/** A recording's bars-per-day before its profile is chosen. */
export type BarGrid = {
  readonly barSeconds: number
  readonly barsPerDay: number
  readonly barsPerYear: number
  /** True where the market never closes. */
  readonly continuous: boolean
  /** Decision bars in the recording. */
  readonly bars: number
}

/** What overrides the rule: a user's settings, or the grid of models that exist already. */
export type ProfileOptions = {
  readonly optionDays?: number
  /** Bars between two sales. */
  readonly startEvery?: number
  readonly lags?: readonly number[]
  /** As `Profile`. */
  readonly leastVariance?: number
  /** In bars, rising; the last is the option's life. */
  readonly horizonBars?: readonly number[]
}

const minutes = (n: number, barSeconds: number): number => Math.max(1, Math.round((n * 60) / barSeconds))

const rising = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)

/**
 * Decision bar for a recording of ticks or of bars of `periodSeconds`: a minute for ticks, five for minutes, else the
 * recording's own.
 */
export const decisionSeconds = (recorded: 'ticks' | number): number =>
  recorded === 'ticks' ? 60 : recorded < 300 ? 300 : recorded

const horizonName = (bars: number, grid: BarGrid): string => {
  const seconds = bars * grid.barSeconds
  if (bars % grid.barsPerDay === 0) return `${bars / grid.barsPerDay}d`
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${Math.round(seconds / 60)}min`
}

/**
 * The profile of a grid: an option of 1 day on bars up to a minute, 7 days up to half a day, 22 days on daily bars.
 * Windows of log-HAR longer than a fifteenth of the recording are left out. The variance of an hourly or daily bar is
 * its range estimator, that of a bar made of ticks its realized variance (a minute's return is often 0 where the tick
 * is coarse), that of a bar of minutes its squared return.
 */
export const profileOf = (grid: BarGrid, options: ProfileOptions = {}): Profile => {
  const { barSeconds, barsPerDay } = grid
  const days = (n: number): number => Math.max(1, Math.round(n * barsPerDay))
  const kind = barSeconds <= 60 ? 'ticks' : barsPerDay > 1 ? 'intraday' : 'daily'
  const optionBars =
    options.horizonBars?.at(-1) ?? days(options.optionDays ?? { ticks: 1, intraday: 7, daily: 22 }[kind])
  const at = (n: number): number => minutes(n, barSeconds)
  const windows = {
    ticks: { lags: [at(5), at(30), at(120), at(390)], horizons: [at(5), at(30), at(120)], startEvery: at(30) },
    intraday: {
      lags: [at(60), at(360), days(1), days(7), days(30)],
      horizons: [at(5), at(30), at(60), at(120), days(1)],
      startEvery: at(360),
    },
    daily: { lags: [1, 5, 22], horizons: [1, 5], startEvery: 1 },
  }[kind]
  const lags = options.lags ?? windows.lags.filter((bars, i) => i === 0 || bars * 15 <= grid.bars)
  const horizons = options.horizonBars ?? [...windows.horizons.filter((bars) => bars < optionBars), optionBars]
  return {
    ...grid,
    name: kind,
    lags: rising(lags),
    horizons: rising(horizons).map((bars) => ({ name: horizonName(bars, grid), bars })),
    optionBars,
    startEvery: options.startEvery ?? windows.startEvery,
    leastVariance: options.leastVariance ?? leastVariance,
    variance: barSeconds >= 3600 ? 'range' : kind === 'ticks' ? 'realized' : 'squared-return',
  }
}
