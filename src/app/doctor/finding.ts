/** What the doctor found about one part. */
export type Finding = {
  readonly part: string
  readonly state: 'ok' | 'warn' | 'missing'
  readonly found: string
  /** What to do about it; absent where all is well. */
  readonly advice?: string
  /** Whether nothing works without it. */
  readonly essential: boolean
}

export const ok = (part: string, found: string): Finding => ({ part, state: 'ok', found, essential: false })

export const warn = (part: string, found: string, advice: string): Finding => ({
  part,
  state: 'warn',
  found,
  advice,
  essential: false,
})

export const missing = (part: string, found: string, advice: string, essential = false): Finding => ({
  part,
  state: 'missing',
  found,
  advice,
  essential,
})

/** An error in one line, for a person. */
export const inOneLine = (error: unknown): string =>
  (error instanceof Error && error.message !== '' ? error.message : String(error)).split('\n')[0].trim()
