import { decisionSeconds, profileOf } from '../../../training/data/profile'

const grid = (barSeconds: number, barsPerDay: number, bars: number, continuous = true) => ({
  barSeconds,
  barsPerDay,
  barsPerYear: barsPerDay * (continuous ? 365 : 252),
  continuous,
  bars,
})

describe('the profile of a recording', () => {
  test('decides every minute on ticks, every five minutes on minutes, else on every recorded bar', () => {
    expect([decisionSeconds('ticks'), decisionSeconds(60), decisionSeconds(3600)]).toEqual([60, 300, 3600])
  })

  test('sells 1-day options on ticks, 7-day on minutes, 22-day on daily bars', () => {
    expect(profileOf(grid(60, 390, 1950, false)).optionBars).toBe(390)
    expect(profileOf(grid(300, 288, 260_000)).optionBars).toBe(2016)
    expect(profileOf(grid(86_400, 1, 5000, false)).optionBars).toBe(22)
    expect(profileOf(grid(300, 288, 260_000), { optionDays: 1 }).optionBars).toBe(288)
  })

  test('names horizons in days, hours and minutes and ends them with the option’s life', () => {
    expect(profileOf(grid(300, 288, 260_000)).horizons.map(({ name }) => name)).toEqual([
      '5min',
      '30min',
      '1h',
      '2h',
      '1d',
      '7d',
    ])
    expect(profileOf(grid(86_400, 1, 5000, false)).horizons.map(({ bars }) => bars)).toEqual([1, 5, 22])
  })

  test('leaves out log-HAR windows longer than a fifteenth of the recording', () => {
    expect(profileOf(grid(60, 390, 1950, false)).lags).toEqual([5, 30, 120])
    expect(profileOf(grid(60, 1440, 43_200)).lags).toEqual([5, 30, 120, 390])
  })
})
