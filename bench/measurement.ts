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
 * `short`: the same work and the same checks on less data, for a quick look; its figures are no benchmark. `part`: that
 * part alone.
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
