import { startRng } from '../../src/core/rng'
import type { RecordingPlots } from '../../src/report/summary'

const minute = 60_000
const start = Date.UTC(2024, 6, 18)

const market = (bars: number): RecordingPlots['market'] => {
  const rng = startRng(11)
  const time: number[] = []
  const close: number[] = []
  const regime: number[] = []
  const posterior: number[][] = []
  let price = 64_000
  let state = 1
  for (let t = 0; t < bars; t++) {
    if (rng.uniform() < 0.004) state = Math.floor(rng.uniform() * 3)
    price *= Math.exp((rng.uniform() - 0.5) * 0.0012 * (1 + 2 * state))
    const doubt = 0.05 + 0.25 * rng.uniform()
    time.push(start + t * 5 * minute)
    close.push(price)
    regime.push(state)
    posterior.push([0, 1, 2].map((k) => (k === state ? 1 - doubt : doubt / 2)))
  }
  return { time, close, regime, posterior }
}

const volatility = (bars: number, horizon: string): RecordingPlots['volatility'][number] => {
  const rng = startRng(13)
  const time = Array.from({ length: bars }, (_, t) => start + t * 60 * minute)
  const level = time.map((_, t) => 0.5 + 0.25 * Math.sin(t / 40) + 0.1 * Math.sin(t / 7))
  const forecast = level.map((v) => v * Math.exp(0.1 * (rng.uniform() - 0.5)))
  return {
    horizon,
    time,
    forecast,
    low: forecast.map((v) => v * 0.62),
    high: forecast.map((v) => v * 1.7),
    logHar: level.map((v) => 0.55 + 0.8 * (v - 0.5)),
    realized: level.map((v) => v * Math.exp(0.8 * (rng.uniform() - 0.5))),
  }
}

const band = (bars: number): RecordingPlots['band'] => {
  const rng = startRng(17)
  const time = Array.from({ length: bars }, (_, t) => start + t * 5 * minute)
  let price = 64_000
  const spot = time.map(() => (price *= Math.exp((rng.uniform() - 0.5) * 0.003)))
  const delta = spot.map((s) => 1 / (1 + Math.exp(-(s / 64_000 - 1) * 40)))
  const half = delta.map((d) => 0.02 + 0.12 * d * (1 - d))
  const lower = delta.map((d, t) => d - half[t])
  const upper = delta.map((d, t) => d + half[t])
  let held = delta[0]
  return {
    time,
    spot,
    delta,
    lower,
    upper,
    held: delta.map((_, t) => (held = Math.min(upper[t], Math.max(lower[t], held)))),
    intervalMinutes: half.map((h) => Math.max(5, Math.round(h * 600))),
  }
}

/** Plots of a leg with realistic series: 12,480 market bars, so that down-sampling has work. */
export const aPlot = (over: Partial<RecordingPlots> = {}): RecordingPlots => ({
  series: 'regimes',
  market: market(12_480),
  volatility: [volatility(1_040, '6h'), volatility(1_040, '1d')],
  band: band(2_016),
  reliability: [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95].map((forecast, i) => ({
    forecast,
    observed: forecast + 0.04 * Math.sin(i),
    n: 400 + 300 * Math.abs(i - 4),
  })),
  training: ['regime classifier', 'volatility forecaster'].map((model, m) => ({
    model,
    train: Array.from({ length: 14 }, (_, e) => 0.4 + 0.5 * Math.exp(-e / 3) + 0.1 * m),
    validation: Array.from({ length: 14 }, (_, e) => 0.44 + 0.48 * Math.exp(-e / 3) + 0.001 * e + 0.1 * m),
  })),
  ...over,
})
