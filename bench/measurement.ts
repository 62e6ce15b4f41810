/** What a measurement should reach on one core of an ordinary machine; missing it is reported, not a failure. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** One row of a bench: a rate, a time or a size, and the peak memory of the process up to then, MiB. */
export type Measurement = {
  readonly case: string
  readonly value: number
  readonly unit: string
  readonly peakRssMiB: number
  readonly target?: Target
}

/**
 * `short`: the same work and the same checks on less data, for a quick check; its figures are no benchmark. `part`:
 * that part alone.
 */
export type BenchOptions = { readonly short?: boolean; readonly part?: string | undefined }

/**
 * One question, answered with measurements. `run` throws where its own check of the measured work fails. Its `parts`
 * each have a process of their own, so that none is measured in what another left; without a part `run` does them all.
 */
export type Bench = {
  readonly name: string
  readonly parts?: readonly string[]
  readonly run: (options?: BenchOptions) => Promise<readonly Measurement[]>
}

/** Most memory that this process has held so far, MiB. */
export const peakRssMiB = (): number => process.resourceUsage().maxRSS / 1024

/** Undefined where a measurement has no target. */
export const meets = ({ value, target }: Measurement): boolean | undefined => {
  if (target === undefined) return undefined
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}

/** Milliseconds a call takes. */
type TaskTimes = { readonly p50: number; readonly p99: number }

/**
 * Times each task by itself for at least `milliseconds` and 10 calls, after a warm-up of a quarter of that. Throws what
 * a task throws.
 */
export const taskTimes = async <Name extends string>(
  milliseconds: number,
  tasks: Readonly<Record<Name, () => void>>,
): Promise<Readonly<Record<Name, TaskTimes>>> => {
  const { Bench } = await import('tinybench')
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4, iterations: 10, throws: true })
  for (const name of Object.keys(tasks) as Name[]) bench.add(name, tasks[name])
  const times: Partial<Record<Name, TaskTimes>> = {}
  for (const { name, result } of await bench.run()) {
    if (result.state !== 'completed') throw new Error(`${name}: the measurement ended ${result.state}`)
    times[name as Name] = { p50: result.latency.p50, p99: result.latency.p99 }
  }
  return times as Record<Name, TaskTimes>
}

/** Rows of the median and the 99th percentile of some times; `most`: the target of the latter. */
export const percentiles = (
  name: string,
  times: readonly number[],
  unit: string,
  most?: number,
): readonly Measurement[] => {
  const sorted = [...times].sort((a, b) => a - b)
  return [0.5, 0.99].map((level) => ({
    case: `${name}, p${level * 100}`,
    value: sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))],
    unit,
    peakRssMiB: peakRssMiB(),
    ...(level === 0.99 && most !== undefined && { target: { atMost: most } }),
  }))
}
