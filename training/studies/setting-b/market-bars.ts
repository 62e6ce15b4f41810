import type { Bar } from '../../../src/core/market/bar'
import { SECOND } from '../../../src/core/market/event'
import { profileOf, type Profile } from '../../data/profile'
import { returnBar } from '../return-bar'
import { settingB } from './setting'

const barsPerYear = 365 * settingB.stepsPerDay

/**
 * Trailing windows of realized variance, hours: an octave apart, because the states tell themselves apart within hours
 * and last for weeks.
 */
const lags = [1, 2, 4, 8, 16, 32, 64, 128, 240]

/** Forecast horizons, hours; the last is the option's life. */
const horizonBars = [4, 24, 72, 168, 360, settingB.steps]

/**
 * The profile of a recording of so many hours of the setting's market. An hour holds one return, so its variance is
 * that return squared.
 */
export const profileOfHours = (bars: number): Profile => ({
  ...profileOf(
    { barSeconds: settingB.stepSeconds, barsPerDay: settingB.stepsPerDay, barsPerYear, continuous: true, bars },
    { lags, horizonBars },
  ),
  variance: 'squared-return',
})

/** Features that hourly closes alone can move; no volume, no flow, no hours of the day in this market. */
export const columnsOf = ({ lags: windows }: Profile): readonly string[] => [
  ...windows.map((lag) => `realized-variance-${lag}`),
  'absolute-return-ewma-30',
]

/** The bar of an hour that holds one return, from the close before it. */
export const hourBar = (hour: number, open: number, close: number): Bar =>
  returnBar(hour * settingB.stepSeconds * SECOND, settingB.stepSeconds, open, close)
