import type { IncomingHttpHeaders } from 'node:http'
import { Fault } from '../../../../core/error'
import { isLoopback, type ServiceSettings } from '../settings'

/** Names of this machine under which a loopback service is reached. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Host header values that are answered. Throws 'usage' where the service is bound beyond loopback and not told its
 * names.
 */
export const answeredHosts = ({ host, hosts = [] }: ServiceSettings, port: number): ReadonlySet<string> => {
  if (!isLoopback(host) && hosts.length === 0)
    throw new Fault('usage', `a service on ${host} needs \`hosts\`: the names under which it is reached`)
  const own = isLoopback(host) ? [...loopbackNames, host] : []
  const all = [...own.map((name) => `${name}:${port}`), ...hosts]
  // A default port is left out by clients.
  return new Set([...all, ...all.map((name) => name.replace(/:(80|443)$/, ''))].map((name) => name.toLowerCase()))
}

/**
 * Why a request is not answered: it names another host (a rebound name of somebody's else site), or it comes from
 * another site's page. undefined where neither. Clients that are no browsers send no Origin.
 */
export const foreign = (headers: IncomingHttpHeaders, hosts: ReadonlySet<string>): string | undefined => {
  if (!hosts.has((headers.host ?? '').toLowerCase())) return 'unknown Host'
  const { origin } = headers
  if (origin !== undefined) {
    const host = URL.canParse(origin) ? new URL(origin) : undefined
    if (host === undefined || !/^https?:$/.test(host.protocol) || !hosts.has(host.host)) return 'foreign Origin'
  }
  const site = headers['sec-fetch-site']
  // A link to the page from elsewhere is a navigation and carries no token; it may pass.
  const navigation = headers['sec-fetch-mode'] === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) return 'foreign site'
  return undefined
}
