import type { PortfolioMode } from '../core/portfolio/portfolio'
import type { Clock } from '../ports/clock'
import type { KillSwitch, Ledger } from '../ports/ledger'

/** Who does something, by which door: `cli:name`. */
export type Actor = string

type Stops = Pick<Ledger, 'audit' | 'setKillSwitch' | 'killSwitch' | 'setMode' | 'portfolio'>

/** Turns the kill switch of all portfolios, once it is written down who does it and why. The switch as it then stands. */
export const turnKillSwitch = async (
  ledger: Pick<Stops, 'audit' | 'setKillSwitch' | 'killSwitch'>,
  clock: Clock,
  { engaged, reason, actor }: { readonly engaged: boolean; readonly reason: string; readonly actor: Actor },
): Promise<KillSwitch> => {
  const at = clock.now()
  await ledger.audit({
    at,
    actor,
    action: `kill-switch.${engaged ? 'on' : 'off'}`,
    portfolio: undefined,
    details: { reason },
  })
  await ledger.setKillSwitch(engaged, reason, actor, at)
  return ledger.killSwitch()
}

/** Sets the mode of a portfolio, once it is written down who does it and why. Throws 'usage' for one that was never opened, before anything is written. */
export const changeMode = async (
  ledger: Pick<Stops, 'audit' | 'setMode' | 'portfolio'>,
  clock: Clock,
  portfolio: string,
  { mode, reason, actor }: { readonly mode: PortfolioMode; readonly reason: string; readonly actor: Actor },
): Promise<void> => {
  await ledger.portfolio(portfolio)
  await ledger.audit({ at: clock.now(), actor, action: `portfolio.${mode}`, portfolio, details: { reason } })
  await ledger.setMode(portfolio, mode, reason)
}
