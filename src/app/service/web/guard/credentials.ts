import type { IncomingHttpHeaders } from 'node:http'

/**
 * The subprotocol that the page speaks over WebSocket, and the prefix of the one that carries a token, in base64url.
 */
export const liveProtocol = 'bandshift.v1'
export const tokenProtocol = 'bandshift.token.'

const decode = (text: string, encoding: 'base64' | 'base64url'): string => Buffer.from(text, encoding).toString('utf8')

const fromProtocols = (header: string | undefined): string | undefined => {
  const offered = (header ?? '').split(',').map((part) => part.trim())
  const token = offered.find((part) => part.startsWith(tokenProtocol))
  return token && decode(token.slice(tokenProtocol.length), 'base64url')
}

/**
 * The token that a request carries: a bearer's, the password of Basic authorization where a browser asks for one itself
 * (`basic`), or that of a WebSocket's subprotocol, where a page can set no header. undefined where it carries none;
 * never from the address, which is logged and remembered.
 */
export const givenToken = (headers: IncomingHttpHeaders, basic: boolean): string | undefined => {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ', 2)
  if (/^bearer$/i.test(scheme)) return value
  if (basic && /^basic$/i.test(scheme)) return decode(value, 'base64').replace(/^[^:]*:/, '')
  if (headers.upgrade?.toLowerCase() === 'websocket') return fromProtocols(headers['sec-websocket-protocol'])
  return headers.authorization === undefined ? undefined : ''
}
