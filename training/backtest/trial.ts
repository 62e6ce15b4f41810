/** One strategy over many paths: what is measured on all of them, or on a bootstrap's draw of them. */
export type Trial = {
  readonly strategy: string
  /** Its parameters, for a person. */
  readonly setting: string
  readonly paths: number
  /** The same names in the same order at every call; every number finite. */
  readonly measures: (paths?: Int32Array) => Readonly<Record<string, number>>
}
