import { z } from 'zod'
import { Fault } from '../../../../core/error'
import type { OperatorAction } from '../../../../ports/ledger'
import { modeShape } from '../schema/portfolio'
import { named } from '../schema/shape'
import { killSwitchShape } from '../schema/status'
import type { ServiceActions, ServiceView } from '../view'
import { apiRoute, ofPortfolio, reason, type ApiRoute } from './route'

const accepted = named('Accepted', z.object({ accepted: z.literal(true) }))

const done = { accepted: true } as const

/** The calls that change something. Each is written into the audit log before it takes effect. */
export const operateRoutes = (view: ServiceView, actions: ServiceActions): readonly ApiRoute[] => {
  const audited = async (
    operator: string | undefined,
    action: Pick<OperatorAction, 'action' | 'portfolio' | 'details'>,
    act: (actor: string) => Promise<void>,
  ): Promise<typeof done> => {
    if (operator === undefined) throw new Fault('usage', 'an operator is needed')
    await actions.audit({ at: view.now(), actor: operator, ...action })
    await act(operator)
    return done
  }
  const known = async (portfolio: string): Promise<boolean> => (await view.portfolio(portfolio)) !== undefined
  const changing = { method: 'POST', access: 'operate' } as const
  return [
    apiRoute({
      ...changing,
      path: '/api/v1/kill-switch',
      summary: 'Stops all trading of all portfolios, or lets it go on; survives a restart',
      body: z.strictObject({ engaged: z.boolean(), reason }),
      answer: killSwitchShape,
      handle: async ({ operator, body: { engaged, reason } }) => {
        const action = engaged ? 'kill-switch.engage' : 'kill-switch.release'
        await audited(operator, { action, portfolio: undefined, details: { reason } }, (actor) =>
          actions.setKillSwitch(engaged, reason, actor),
        )
        return (await view.status()).killSwitch
      },
    }),
    apiRoute({
      ...changing,
      path: '/api/v1/portfolios/{portfolio}/mode',
      summary: 'Halts a portfolio, lets it only reduce, or resumes it',
      params: ofPortfolio,
      body: z.strictObject({ mode: modeShape, reason }),
      answer: accepted,
      handle: async ({ operator, params: { portfolio }, body: { mode, reason } }) => {
        if (!(await known(portfolio))) return undefined
        return audited(operator, { action: `portfolio.${mode}`, portfolio, details: { reason } }, (actor) =>
          actions.setMode(portfolio, mode, reason, actor),
        )
      },
    }),
    apiRoute({
      ...changing,
      path: '/api/v1/portfolios/{portfolio}/evaluations',
      summary: 'Evaluates a portfolio at once',
      params: ofPortfolio,
      body: z.strictObject({}),
      answer: accepted,
      handle: async ({ operator, params: { portfolio } }) => {
        if (!(await known(portfolio))) return undefined
        return audited(operator, { action: 'portfolio.evaluate', portfolio, details: {} }, (actor) =>
          actions.evaluateNow(portfolio, actor),
        )
      },
    }),
  ]
}
