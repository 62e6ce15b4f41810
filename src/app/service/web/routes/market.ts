import { z } from 'zod'
import { marketHistory } from '../schema/history'
import { market, model, surface } from '../schema/market'
import { list } from '../schema/shape'
import type { ServiceView } from '../view'
import { apiRoute, type ApiRoute } from './route'

/**
 * What is known of the market and of the models that read it. An instrument's name holds a '/', so that it is asked for
 * in the query.
 */
export const marketRoutes = (view: ServiceView): readonly ApiRoute[] => [
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/market',
    summary: 'Every instrument: spot, regime, volatility by maturity, flow, feed, trust',
    answer: z.object({ items: list(market) }),
    handle: async () => ({ items: await view.markets() }),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/market/history',
    summary: 'Spot, regime, forecast and realized volatility of one instrument, as kept in memory',
    query: z.strictObject({ instrument: z.string().min(3).max(128) }),
    answer: marketHistory,
    handle: ({ query }) => view.marketHistory(query.instrument),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/market/surface',
    summary: 'Volatility surface of the options on an instrument: quotes, smiles and term structure by expiry',
    query: z.strictObject({ instrument: z.string().min(3).max(128) }),
    answer: surface,
    handle: ({ query }) => view.surface(query.instrument),
  }),
  apiRoute({
    method: 'GET',
    access: 'read',
    path: '/api/v1/models',
    summary: 'Published models and which are in use',
    answer: z.object({ items: list(model) }),
    handle: async () => ({ items: await view.models() }),
  }),
]
