import type { MarketState } from '../../core/reading/market-state'
import type { Alert } from '../../ports/alert-sink'
import type { Ledger } from '../../ports/ledger'
import type { Log } from '../log'

export type TrustWatchParts = {
  readonly ledger: Pick<Ledger, 'audit'>
  readonly log: Log
  readonly alert: (alert: Alert) => void
}

/** Takes the markets' states at the close of their bars. */
export type TrustWatch = { readonly barsClosed: (state: MarketState) => void }

type Seen = { readonly reasons: readonly string[]; readonly silenced: boolean }

/** Reasons of markets without models, or whose models are not warm yet: these are no events. */
const expected: ReadonlySet<string> = new Set(['no-models', 'no-bars', 'models-warming-up'])

/** Why models are not trusted, without the reasons that only name the baseline used in their place. */
const reasonsOf = ({ trust }: MarketState): readonly string[] =>
  trust.kind === 'models' ? [] : trust.reasons.filter((reason) => !reason.startsWith('volatility-'))

/**
 * Starts watching whether the models of each market are trusted. Every change is logged, written into the ledger's
 * audit with what it was judged by, and raised as an alert: models put aside for baselines, another reason beside the
 * first, models trusted again, and a rule that has put them aside for too long or too often.
 */
export const startTrustWatch = ({ ledger, log, alert }: TrustWatchParts): TrustWatch => {
  const seen = new Map<string, Seen>()

  const note = (event: string, severity: Alert['severity'], state: MarketState, text: string): void => {
    const { instrument, time, events, run, models, trustFigures } = state
    const reasons = reasonsOf(state)
    const details = { instrument, run, events, models, reasons, figures: trustFigures }
    log[severity === 'info' ? 'info' : 'warn']({ event, instrument, reasons })
    alert({ at: time, severity, event, subject: instrument, text })
    ledger
      .audit({ at: time, actor: 'service', action: event, portfolio: undefined, details })
      .catch((error: unknown) => log.error({ event: 'audit.failed', about: event, instrument, error }))
  }

  return {
    barsClosed(state) {
      const { instrument, trustFigures } = state
      const reasons = reasonsOf(state)
      if (reasons.some((reason) => expected.has(reason))) return
      const before = seen.get(instrument)
      const silenced = trustFigures?.silenced === true
      const known = before?.reasons ?? []
      const added = reasons.filter((reason) => reason !== 'recovering' && !known.includes(reason))
      // Reasons come and go while they last; each is reported once.
      seen.set(instrument, { reasons: reasons.length === 0 ? [] : [...known, ...added], silenced })
      if (added.length > 0)
        note('models.distrusted', 'warning', state, `the models of ${instrument} are not trusted: ${added.join(', ')}`)
      if (reasons.length === 0 && known.length > 0)
        note('models.trusted', 'info', state, `the models of ${instrument} are trusted again`)
      if (silenced && before?.silenced !== true)
        note(
          'models.silenced',
          'critical',
          state,
          `the models of ${instrument} have been put aside for too long or too often: train again, or check the limits of trust`,
        )
      if (!silenced && before?.silenced === true)
        note('models.heard', 'info', state, `the models of ${instrument} are used again`)
    },
  }
}
