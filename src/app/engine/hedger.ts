import { Fault } from '../../core/error'
import { SECOND, type Timestamp } from '../../core/market/event'
import type { PortfolioSettings } from '../../core/decision/settings'
import type { EvaluationHandler } from '../../ports/heartbeat'
import type { EvaluationTrigger, PortfolioView } from '../../ports/ledger'
import { evaluatePortfolio, quietOf, type EvaluationParts, type EvaluationResult } from './evaluate-portfolio'
import { startPriceTriggers, type PriceTriggers } from './price-triggers'
import { startSingleFlight } from './single-flight'

/** How an evaluation went, for the metrics. */
export type EvaluationTiming = {
  readonly settings: PortfolioSettings
  readonly trigger: EvaluationTrigger
  readonly result: EvaluationResult | undefined
  /** Seconds from the start to the end. */
  readonly duration: number
  /** Seconds from when it was due to the start, for one that had been planned here. */
  readonly lateness: number | undefined
}

export type HedgerParts = EvaluationParts & {
  readonly portfolios: readonly PortfolioSettings[]
  /** Recorded seconds a second: 1 live. */
  readonly speed: number
  readonly hasten: (portfolio: string) => Promise<void>
  readonly timed: (timing: EvaluationTiming) => void
}

/**
 * Evaluates portfolios: at their heartbeat, when the price wakes them, when an operator asks. Of one portfolio one
 * evaluation at a time runs in this process.
 */
export type Hedger = {
  readonly beat: EvaluationHandler
  /** An instrument's price moved: resolves when those it woke are evaluated; undefined where it woke none. */
  readonly moved: (instrument: string, spot: number) => Promise<void> | undefined
  readonly evaluate: (portfolio: string, trigger: EvaluationTrigger) => Promise<EvaluationResult>
  /** Takes over what other processes decided: when the price wakes a portfolio. */
  readonly learn: (view: Pick<PortfolioView['state'], 'id' | 'last'>) => void
  readonly idle: () => Promise<void>
}

/** Real milliseconds until a time of the service's clock. */
export const millisecondsUntil = (due: Timestamp, now: Timestamp, speed: number): number =>
  speed === Infinity ? 10 : Math.max(1, Math.ceil((due - now) / 1_000 / speed))

export const startHedger = (parts: HedgerParts): Hedger => {
  const { clock, portfolios, speed, hasten, timed, log } = parts
  const byId = new Map(portfolios.map((settings) => [settings.id, settings]))
  const flight = startSingleFlight()
  const triggers = new Map<string, PriceTriggers>()
  const due = new Map<string, Timestamp>()

  const settingsOf = (id: string): PortfolioSettings => {
    const settings = byId.get(id)
    if (settings === undefined) throw new Fault('usage', `there is no portfolio '${id}'`)
    return settings
  }
  const triggersOf = (instrument: string): PriceTriggers => {
    const found = triggers.get(instrument) ?? startPriceTriggers()
    triggers.set(instrument, found)
    return found
  }
  const learn: Hedger['learn'] = ({ id, last }) => {
    const settings = byId.get(id)
    if (settings !== undefined) triggersOf(settings.instrument).set(id, quietOf(last))
  }
  const evaluate = (id: string, trigger: EvaluationTrigger): Promise<EvaluationResult> => {
    const settings = settingsOf(id)
    return flight.run(id, async () => {
      const began = performance.now()
      const planned = due.get(id)
      const lateness =
        planned === undefined || trigger !== 'scheduled'
          ? undefined
          : (clock.now() - planned) / SECOND / Math.min(speed, 1e6)
      let result: EvaluationResult | undefined
      try {
        result = await evaluatePortfolio(parts, settings, trigger, trigger === 'operator')
        if (result.kind === 'decided') learn({ id, last: result.record.next })
        due.set(id, result.dueAt)
        return result
      } finally {
        timed({ settings, trigger, result, duration: (performance.now() - began) / 1_000, lateness })
      }
    })
  }
  const wake = async (ids: readonly string[]): Promise<void> => {
    await Promise.all(
      ids.map(async (id) => {
        const planned = due.get(id) ?? Infinity
        try {
          const result = await evaluate(id, 'price')
          if (result.dueAt < planned - SECOND) await hasten(id)
        } catch (error) {
          // The heartbeat looks again; the feed goes on.
          log.error({ event: 'evaluation.failed', portfolioId: id, trigger: 'price', error })
        }
      }),
    )
  }
  return {
    beat: async (id) => {
      if (!byId.has(id)) return undefined
      const { dueAt } = await evaluate(id, 'scheduled')
      return { afterMs: millisecondsUntil(dueAt, clock.now(), speed) }
    },
    moved: (instrument, spot) => {
      const ids = triggers.get(instrument)?.woken(spot) ?? []
      return ids.length === 0 ? undefined : wake(ids)
    },
    evaluate,
    learn,
    idle: flight.idle,
  }
}
