import { z } from 'zod'
import { portfolioHistory } from '../schema/history'
import { decision, decisionDetail, entry, fill, intent, refusal } from '../schema/ledger'
import { portfolio, portfolioDetail } from '../schema/portfolio'
import { list, pageShape } from '../schema/shape'
import type { ServiceView } from '../view'
import { apiRoute, ofDecision, ofPortfolio, paging, type ApiRoute } from './route'

const root = '/api/v1/portfolios'

/** What is known of the portfolios. */
export const portfolioRoutes = (view: ServiceView): readonly ApiRoute[] => {
  const reading = { method: 'GET', access: 'read' } as const
  return [
    apiRoute({
      ...reading,
      path: root,
      summary: 'All portfolios: book, band, next evaluation and why, costs, profit by cause, open orders',
      answer: z.object({ items: list(portfolio) }),
      handle: async () => ({ items: await view.portfolios() }),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}`,
      summary: 'One portfolio with its settings',
      params: ofPortfolio,
      answer: portfolioDetail,
      handle: ({ params }) => view.portfolio(params.portfolio),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/history`,
      summary: 'Position, band and interval of the last decisions',
      params: ofPortfolio,
      answer: portfolioHistory,
      handle: ({ params }) => view.portfolioHistory(params.portfolio),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/decisions`,
      summary: 'Decisions, newest first',
      params: ofPortfolio,
      query: paging,
      answer: pageShape(decision),
      handle: ({ params, query }) => view.decisions(params.portfolio, query),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/decisions/{sequence}`,
      summary: 'One decision with its inputs, outputs and the arithmetic',
      params: ofDecision,
      answer: decisionDetail,
      handle: ({ params }) => view.decision(params.portfolio, params.sequence),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/refusals`,
      summary: 'Decisions that the risk gate refused, with every reason',
      params: ofPortfolio,
      query: paging,
      answer: pageShape(refusal),
      handle: ({ params, query }) => view.refusals(params.portfolio, query),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/intents`,
      summary: 'Orders and where they stand, newest first',
      params: ofPortfolio,
      query: paging,
      answer: pageShape(intent),
      handle: ({ params, query }) => view.intents(params.portfolio, query),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/fills`,
      summary: 'Fills, newest first',
      params: ofPortfolio,
      query: paging,
      answer: pageShape(fill),
      handle: ({ params, query }) => view.fills(params.portfolio, query),
    }),
    apiRoute({
      ...reading,
      path: `${root}/{portfolio}/entries`,
      summary: 'Entries of the ledger, newest first',
      params: ofPortfolio,
      query: paging,
      answer: pageShape(entry),
      handle: ({ params, query }) => view.entries(params.portfolio, query),
    }),
  ]
}
