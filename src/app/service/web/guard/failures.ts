/** Wrong tokens that an address may send at once, and how fast the allowance comes back. */
const allowance = 10
const perMillisecond = 1 / 3_000
/** Addresses remembered; the longest silent one is forgotten first. */
const remembered = 1_024

type Account = { left: number; at: number }

/** Counts wrong tokens by address, so that none tries many. */
export type Failures = {
  /** Seconds until the address may try again; 0 where it may now. */
  readonly blockedSeconds: (address: string) => number
  readonly add: (address: string) => void
}

/** Starts counting; `now` gives milliseconds that only rise. */
export const countFailures = (now: () => number): Failures => {
  const accounts = new Map<string, Account>()
  const left = ({ left, at }: Account): number => Math.min(allowance, left + (now() - at) * perMillisecond)
  return {
    blockedSeconds(address) {
      const account = accounts.get(address)
      if (account === undefined) return 0
      const tries = left(account)
      return tries >= 1 ? 0 : Math.ceil((1 - tries) / perMillisecond / 1000)
    },
    add(address) {
      const account = accounts.get(address)
      const tries = account === undefined ? allowance : left(account)
      accounts.delete(address)
      accounts.set(address, { left: Math.max(0, tries - 1), at: now() })
      if (accounts.size > remembered) for (const oldest of [...accounts.keys()].slice(0, 1)) accounts.delete(oldest)
    },
  }
}
