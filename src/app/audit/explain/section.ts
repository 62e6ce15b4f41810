/** One number or word of an explanation, with how it came about. */
export type Line = { readonly name: string; readonly value: number | string; readonly how?: string | undefined }

/** What belongs together, in the order in which a decision is made. */
export type Section = { readonly title: string; readonly lines: readonly Line[] }

/** A number to eight digits, for a person. */
export const inDigits = (value: number | string): string =>
  typeof value === 'string' ? value : String(Number(value.toPrecision(8)))

export const line = (name: string, value: number | string, how?: string): Line => ({ name, value, how })

/** A time of the ledger as ISO text. */
export const timeText = (time: number): string => new Date(time / 1000).toISOString()
