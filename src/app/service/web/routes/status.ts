import { z } from 'zod'
import { named, pageShape } from '../schema/shape'
import { action, alert, queueHealth, status } from '../schema/status'
import type { ServiceView } from '../view'
import { apiRoute, paging, type ApiRoute } from './route'

const session = named(
  'Session',
  z.object({
    operator: z.string().optional().describe('Whose token came with the request'),
    readsNeedToken: z.boolean(),
  }),
)

/** The service as a whole. */
export const statusRoutes = (view: ServiceView, readsNeedToken: boolean): readonly ApiRoute[] => [
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/session',
    summary: 'Whether the given token is an operator’s; 401 where it is not',
    answer: session,
    handle: ({ operator }) => ({ ...(operator !== undefined && { operator }), readsNeedToken }),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/status',
    summary: 'Version, clock, kill switch, queue',
    answer: status,
    handle: () => view.status(),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/queue',
    summary: 'Health of the job queue',
    answer: queueHealth,
    handle: () => view.queue(),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/alerts',
    summary: 'Alerts, newest first',
    query: paging,
    answer: pageShape(alert),
    handle: ({ query }) => view.alerts(query),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/actions',
    summary: 'What operators did, newest first',
    query: paging,
    answer: pageShape(action),
    handle: ({ query }) => view.actions(query),
  }),
]
