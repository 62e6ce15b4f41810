import * as echarts from 'echarts'
import { bandChart } from '../../../src/report/charts/band-chart'
import { clock } from '../../../src/report/charts/clock'
import { frontierChart } from '../../../src/report/charts/frontier-chart'
import { marketChart } from '../../../src/report/charts/market-chart'
import { darkColours, lightColours } from '../../../src/report/charts/palette'
import { linePoints } from '../../../src/report/charts/parts'
import { reliabilityChart } from '../../../src/report/charts/reliability-chart'
import { drawSvg } from '../../../src/report/charts/svg'
import { smileChart, surfaceHistoryChart, termChart } from '../../../src/report/charts/surface-charts'
import { trainingChart } from '../../../src/report/charts/training-chart'
import { volatilityChart } from '../../../src/report/charts/volatility-chart'
import { aPlot } from '../a-plot'
import { policyScores } from '../a-policy-scores'
import { aSurfaceScore } from '../a-surface-score'

const plot = aPlot()
const surface = aSurfaceScore()
const charts = {
  market: marketChart(plot.market),
  volatility: volatilityChart(plot.volatility[0]),
  band: bandChart(plot.band),
  frontier: frontierChart(policyScores().frontier),
  reliability: reliabilityChart(plot.reliability),
  training: trainingChart(plot.training![0]),
  smile: smileChart({ ...surface.score.expiries[0], points: surface.plots.quotes[0] }),
  term: termChart(surface.score.expiries),
  history: surfaceHistoryChart(surface.plots.history, 'atMoney'),
}

describe.each(Object.entries(charts))('%s chart', (_, chart) => {
  const svg = drawSvg(echarts, chart, 'x')

  test('is the same drawn again, whatever was drawn before', () => {
    drawSvg(echarts, charts.market, 'other')
    expect(drawSvg(echarts, chart, 'x')).toBe(svg)
    expect(svg).not.toMatch(/zr\d|undefined|NaN/)
  })

  test('stands on any background: transparent, every colour a variable, no colour of its own', () => {
    expect(svg.match(/var\(--c-[a-z0-9]+,#[0-9a-f]{6}\)/g)!.length).toBeGreaterThan(3)
    const own = [...svg.matchAll(/(?:fill|stroke)="(?!var|none)([^"]*)"/g)].map(([, colour]) => colour)
    expect(own.filter((colour) => colour !== '#000')).toEqual([])
  })

  test('stays small', () => {
    expect(svg.length).toBeLessThan(200_000)
  })
})

describe('palette', () => {
  test('light and dark name the same colours and no colour twice', () => {
    expect(Object.keys(darkColours)).toEqual(Object.keys(lightColours))
    expect(new Set(Object.values(lightColours)).size).toBe(Object.keys(lightColours).length)
  })
})

describe('clock', () => {
  const minute = 60_000
  const sessions = [0, 1, 2].flatMap((day) => Array.from({ length: 390 }, (_, m) => day * 86_400_000 + m * minute))

  test('takes nights out of a market that closes', () => {
    const { kind, at, label } = clock(sessions)
    expect(kind).toBe('bars')
    expect(at).toEqual(sessions.map((_, i) => i))
    expect(label(391)).toBe('01-02 00:01')
  })

  test('keeps the calendar of a market that never closes, and breaks the line at an outage', () => {
    const times = Array.from({ length: 2000 }, (_, t) => (t < 1000 ? t : t + 100) * minute)
    const axis = clock(times)
    expect(axis.kind).toBe('time')
    expect(axis.breaks).toEqual([times[999]])
    const points = linePoints(
      axis,
      times.map(() => 1),
    )
    expect(points.filter(([, y]) => y === undefined)).toEqual([[times[999], undefined]])
  })

  test('serves one moment and none', () => {
    expect(clock([]).at).toEqual([])
    expect(clock([5]).kind).toBe('time')
  })
})

describe('volatility chart', () => {
  const range = (realized: number) => {
    const flat = [0.5, 0.5, 0.5]
    const plot = {
      horizon: '1d',
      time: [0, 1, 2],
      forecast: flat,
      low: flat,
      high: flat,
      logHar: flat,
      realized: [0.5, realized, 0.5],
    }
    return drawSvg(echarts, volatilityChart(plot), 'v')
  }

  test('turns to a log axis, doubling from tick to tick, where volatility spans over 12-fold', () => {
    expect(range(0.8)).not.toContain('>400 %<')
    expect(range(6.1)).toContain('>400 %<')
    expect(range(6.1)).toContain('>50 %<')
  })
})

test('draws one moment, two states, a constant and an empty curve', () => {
  const flat = { time: [0], forecast: [0], low: [0], high: [0], logHar: [0], realized: [0] }
  const band = { time: [0], spot: [1], delta: [0.5], lower: [0.5], upper: [0.5], held: [0.5], intervalMinutes: [5] }
  const drawn = [
    marketChart({ time: [0], close: [1], regime: [1], posterior: [[0, 1]] }),
    volatilityChart({ horizon: '1d', ...flat }),
    bandChart(band),
    frontierChart(policyScores().frontier.slice(-1)),
    reliabilityChart([]),
    trainingChart({ model: 'regime', train: [], validation: [] }),
  ].map((chart) => drawSvg(echarts, chart, 'x'))
  for (const svg of drawn) expect(svg).not.toMatch(/NaN|undefined|Infinity/)
})
