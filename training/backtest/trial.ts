import type { Interval } from '../statistics/bootstrap-ci'

/** One strategy over many paths: what is measured on all of them, or on a bootstrap's draw of them. */
export type Trial = {
  readonly strategy: string
  /** Its parameters, for a person. */
  readonly setting: string
  readonly paths: number
  /** The same names in the same order at every call; every number finite. */
  readonly measures: (paths?: Int32Array) => Readonly<Record<string, number>>
}

export type Measured = { readonly value: number; readonly ci: Interval }

/** A trial's measures with 95 % intervals. `excess` is each measure less that of the first strategy on the same paths, absent for the first itself. */
export type Score = {
  readonly strategy: string
  readonly setting: string
  readonly measures: Readonly<Record<string, Measured>>
  readonly excess: Readonly<Record<string, Measured>> | undefined
}
