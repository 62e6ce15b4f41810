/** One number or word of an explanation, with its derivation. */
export type ExplanationLine = {
  readonly name: string
  readonly value: number | string
  readonly how?: string | undefined
}

/** Lines on one subject; sections follow the order in which a decision is made. */
export type ExplanationSection = { readonly title: string; readonly lines: readonly ExplanationLine[] }

/** A number to eight digits, for a person. */
export const inDigits = (value: number | string): string =>
  typeof value === 'string' ? value : String(Number(value.toPrecision(8)))

export const line = (name: string, value: number | string, how?: string): ExplanationLine => ({ name, value, how })

/** A time of the ledger as ISO text. */
export const timeText = (time: number): string => new Date(time / 1000).toISOString()
