import { secret } from '../../../src/app/config/secret'
import { startLog } from '../../../src/app/log'
import type { ServiceSettings } from '../../../src/app/service/web/guard/guard'
import { startMetrics, type Metrics } from '../../../src/app/service/web/metrics'
import { startService, type Service, type ServiceParts } from '../../../src/app/service/web/start-service'
import { aView, type FixtureOptions, type ViewFixture } from './a-view'

export const operatorToken = 'ops-token-0123456789abcdefghij'

export type RunningFixture = ViewFixture & {
  readonly service: Service
  readonly metrics: Metrics
  readonly logged: string[]
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>
}

export const bearer = { authorization: `Bearer ${operatorToken}` }

/** A service on a free loopback port over the fixture's view, and how to ask it. */
export const aService = async (
  settings: Partial<ServiceSettings> = {},
  options: FixtureOptions & Partial<Pick<ServiceParts, 'board' | 'nowMs' | 'batchMs'>> = {},
): Promise<RunningFixture> => {
  const fixture = aView(options)
  const metrics = startMetrics()
  const logged: string[] = []
  const log = startLog(
    { log: 'debug', redisUrl: undefined, databaseUrl: undefined },
    { write: (line) => void logged.push(line) },
  )
  const service = await startService({
    view: fixture.view,
    actions: fixture.actions,
    metrics,
    log,
    settings: {
      host: '127.0.0.1',
      port: 0,
      operators: [{ name: 'ada', token: secret(operatorToken) }],
      ...settings,
    },
    board: options.board,
    nowMs: options.nowMs,
    batchMs: options.batchMs ?? 10,
  })
  return {
    ...fixture,
    service,
    metrics,
    logged,
    get: (path, headers = {}) => fetch(service.address + path, { headers }),
    post: (path, body, headers = bearer) =>
      fetch(service.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}
