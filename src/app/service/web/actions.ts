import type { PortfolioMode } from '../../../core/portfolio/portfolio'
import type { OperatorAction } from '../../../ports/ledger'

/**
 * What an operator may do. Each is durable when it resolves. `audit` is called by the service before any of the others,
 * so that nothing is done that is not written down; where it rejects, nothing is done.
 */
export type ServiceActions = {
  readonly audit: (action: OperatorAction) => Promise<void>
  readonly setKillSwitch: (engaged: boolean, reason: string, actor: string) => Promise<void>
  /** 'usage' for a portfolio that is not there. */
  readonly setMode: (portfolio: string, mode: PortfolioMode, reason: string, actor: string) => Promise<void>
  /** Evaluates at once, or right after the evaluation that runs. */
  readonly evaluateNow: (portfolio: string, actor: string) => Promise<void>
}
