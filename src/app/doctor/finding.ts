/** What the doctor found about one part. */
export type DoctorFinding = {
  readonly part: string
  readonly state: 'ok' | 'warn' | 'missing'
  readonly found: string
  /** What to do about it; absent where all is well. */
  readonly advice?: string
  /** Whether the program cannot work without this part. */
  readonly essential: boolean
}

export const ok = (part: string, found: string): DoctorFinding => ({ part, state: 'ok', found, essential: false })

export const warn = (part: string, found: string, advice: string): DoctorFinding => ({
  part,
  state: 'warn',
  found,
  advice,
  essential: false,
})

export const missing = (part: string, found: string, advice: string, essential = false): DoctorFinding => ({
  part,
  state: 'missing',
  found,
  advice,
  essential,
})

/** An error in one line, for a person. */
export const inOneLine = (error: unknown): string =>
  (error instanceof Error && error.message !== '' ? error.message : String(error)).split('\n')[0].trim()
