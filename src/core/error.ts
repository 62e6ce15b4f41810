/** Closed list of faults. `retryable` says whether trying the same again can help. */
const faults = {
  usage: { retryable: false },
  'bad-input': { retryable: false },
  'missing-data': { retryable: false },
  'model-refused': { retryable: false },
  'numerical-domain': { retryable: false },
  unavailable: { retryable: true },
} as const

export type FaultCode = keyof typeof faults

/** Whether a value from outside is a code of the list. */
export const isFaultCode = (word: unknown): word is FaultCode => typeof word === 'string' && Object.hasOwn(faults, word)

/**
 * A fault with a code from the closed list; expected outcomes are values, not faults. The message is one line of text
 * for the user.
 */
export class Fault extends Error {
  readonly code: FaultCode
  readonly retryable: boolean
  constructor(code: FaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
    this.retryable = faults[code].retryable
  }
}
