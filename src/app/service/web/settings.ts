import type { Secret } from '../../config/secret'

/** Someone who may operate the service. */
export type Operator = {
  /** As it stands in the audit log. */
  readonly name: string
  /** At least `leastTokenLength` characters. */
  readonly token: Secret
}

export type ServiceSettings = {
  /** Address to listen on; anything but loopback asks a token for every answer. */
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** One at least. */
  readonly operators: readonly Operator[]
  /**
   * Names under which the service is reached beyond loopback, `host` or `host:port`; needed where `host` is not
   * loopback.
   */
  readonly hosts?: readonly string[] | undefined
  /** Lookers-on over WebSocket at a time (default 32). */
  readonly viewers?: number | undefined
}

/** Shorter ones are refused at start. */
export const leastTokenLength = 24

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
