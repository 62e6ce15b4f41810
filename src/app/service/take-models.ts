import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { Log } from '../log'
import type { LiveMarket } from '../engine/follow-feed'
import { notePromotion } from '../engine/market-run'
import type { ModelObserver } from './models-in-service'

export type TakeModelsParts = Pick<ModelObserver, 'used'> & {
  readonly markets: readonly LiveMarket[]
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly alert: (alert: Alert) => void
}

/**
 * What takes promoted models into the markets that are followed here, and writes down between which events it did. A
 * refusal is an alert.
 */
export const takeModels = ({ markets, ledger, clock, log, alert, used }: TakeModelsParts): ModelObserver => ({
  used,
  promoted: ({ market: next }) => {
    for (const { market, run, instrument } of markets) {
      market.useModels(next)
      if (run === undefined) continue
      const promotion = { run, instrument, events: market.state()?.events ?? 0, models: next.versions }
      notePromotion(ledger, clock.now(), promotion).catch((error: unknown) =>
        log.error({ event: 'promotion.not-noted', ...promotion, error }),
      )
    }
  },
  refused: (reason) =>
    alert({
      at: clock.now(),
      severity: 'critical',
      event: 'models.refused',
      text: `the models in service stay, others were refused: ${reason}`,
    }),
})
