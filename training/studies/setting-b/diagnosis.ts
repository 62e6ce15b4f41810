import type { Histories } from './setting'

/** How soon a change of state is called: hours of the new state seen before its probability passes one half. */
export type Detection = {
  readonly who: string
  readonly into: 'calm' | 'turbulent'
  readonly switches: number
  /** Share of the switches that was called before the state ended or the option expired. */
  readonly called: number
  readonly meanHours: number
  readonly medianHours: number
}

/**
 * Mean of the forecast over the true expected average variance in each true state, and the root mean squared error of
 * the annual volatility.
 */
export type ForecastBias = {
  readonly who: string
  readonly calm: number
  readonly turbulent: number
  readonly volRmse: number
}

const directions = ['calm', 'turbulent'] as const

/** Collects detection delays from probabilities of the states at every evaluation. */
export const startDetection = (who: string) => {
  const delays = directions.map(() => new Float64Array(2000))
  const switches = [0, 0]
  return {
    add({ paths, warmup, steps, state }: Histories, posterior: Float64Array): void {
      for (let path = 0; path < paths; path++) {
        const from = path * (warmup + steps) + warmup
        let since: number | undefined
        for (let step = 1; step < steps; step++) {
          const now = state[from + step]
          if (now !== state[from + step - 1]) {
            switches[now]++
            since = step
          }
          if (since !== undefined && posterior[2 * (path * steps + step) + now] > 0.5) {
            delays[now][step - since]++
            since = undefined
          }
        }
      }
    },
    result(): readonly Detection[] {
      return directions.map((into, k) => {
        const called = delays[k].reduce((a, b) => a + b, 0)
        let seen = 0
        const median = delays[k].findIndex((count) => (seen += count) >= called / 2)
        return {
          who,
          into,
          switches: switches[k],
          called: switches[k] > 0 ? called / switches[k] : 1,
          meanHours: called > 0 ? delays[k].reduce((sum, count, hours) => sum + count * hours, 0) / called : 0,
          medianHours: called > 0 ? median : 0,
        }
      })
    },
  }
}

/** Collects the bias of forecasts against the truth. */
export const startBias = (who: string) => {
  const ratio = [0, 0]
  const evaluations = [0, 0]
  let squares = 0
  return {
    add({ paths, warmup, steps, state }: Histories, vol: Float64Array, truth: Float64Array): void {
      for (let path = 0, i = 0; path < paths; path++)
        for (let step = 0; step < steps; step++, i++) {
          const now = state[path * (warmup + steps) + warmup + step]
          ratio[now] += (vol[i] / truth[i]) ** 2
          evaluations[now]++
          squares += (vol[i] - truth[i]) ** 2
        }
    },
    result: (): ForecastBias => ({
      who,
      calm: ratio[0] / Math.max(evaluations[0], 1),
      turbulent: ratio[1] / Math.max(evaluations[1], 1),
      volRmse: Math.sqrt(squares / Math.max(evaluations[0] + evaluations[1], 1)),
    }),
  }
}
