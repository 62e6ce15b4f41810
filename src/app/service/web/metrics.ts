import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { version } from '../../../core/version'
import type { InstrumentView } from './schema/market'
import type { Status } from './schema/status'

const latenessBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** One evaluation that came to its end. Seconds; `lateness` where it had been due. */
export type EvaluationMeasure = {
  readonly duration: number
  readonly lateness?: number | undefined
  readonly kind: 'hold' | 'trade' | 'wait' | 'refused' | 'stale' | 'failed'
  readonly trigger: string
  /** Checks of the gate that refused. */
  readonly refusals?: readonly string[] | undefined
}

/** What the service counts for Prometheus, in a registry of its own. */
export type Metrics = {
  readonly evaluated: (measure: EvaluationMeasure) => void
  /** An order reached this state. */
  readonly order: (state: string) => void
  /** A fill, with its |value| and fee in the quote currency. */
  readonly fill: (value: number, fee: number) => void
  readonly feedReconnected: (source: string) => void
  readonly alert: (severity: string, delivered: boolean) => void
  /** Updates the gauges just before they are read. */
  readonly observe: (status: Status, markets: readonly InstrumentView[], viewers: number) => void
  readonly text: () => Promise<string>
  readonly contentType: string
}

/**
 * Starts counting. Labels are few: instruments, sources, states and reasons from closed lists, never ids of portfolios.
 */
export const startMetrics = (): Metrics => {
  const registers = [new Registry()]
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `bandshift_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `bandshift_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `bandshift_${name}`, help, buckets, registers })

  const lateness = histogram('evaluation_lateness_seconds', 'From due to started', latenessBuckets)
  const duration = histogram('evaluation_duration_seconds', 'From started to committed', durationBuckets)
  const decisions = counter('decisions_total', 'Evaluations by what came of them', ['kind', 'trigger'])
  const refusals = counter('risk_refusals_total', 'Refusals of the risk gate by check', ['reason'])
  const orders = counter('orders_total', 'Orders by the state they reached', ['state'])
  const fills = counter('fills_total', 'Fills')
  const filled = counter('fill_value_total', 'Value of fills, quote currency')
  const fees = gauge('fees_paid', 'Fees since the service started, quote currency; rebates are subtracted')
  const reconnects = counter('feed_reconnects_total', 'Connections of a feed after the first', ['source'])
  const alerts = counter('alerts_total', 'Alerts by severity and whether they were delivered', [
    'severity',
    'delivered',
  ])
  const age = gauge('market_data_age_seconds', 'Since the last event of an instrument', ['instrument'])
  const feedUp = gauge('feed_connected', '1 while the feed of an instrument is connected', ['instrument'])
  const trusted = gauge('models_trusted', '1 while the models of an instrument are trusted', ['instrument'])
  const trustedShare = gauge('models_trusted_share', 'Of the last bars, those on which the models were trusted', [
    'instrument',
  ])
  const silenced = gauge('models_silenced', '1 while models have not been trusted for too long or too often', [
    'instrument',
  ])
  const distrusted = gauge('models_distrusted', '1 for each reason not to trust the models', ['instrument', 'reason'])
  const drifted = gauge('features_drifted', 'Columns distributed otherwise than in training', ['instrument'])
  const unlike = gauge('feature_rows_unlike_share', 'Of the last rows, those unlike training', ['instrument'])
  const lossEvidence = gauge('forecast_loss_evidence', 'At 1 the forecaster counts as worse than log-HAR', [
    'instrument',
  ])
  const depth = gauge('queue_depth', 'Portfolios and jobs in the queue', ['kind', 'state'])
  const queueUp = gauge('queue_up', '1 while the queue answers')
  const killSwitch = gauge('kill_switch_engaged', '1 while no portfolio may trade')
  const viewing = gauge('dashboard_viewers', 'Open WebSockets')
  gauge('build_info', 'Always 1; the version is a label', ['version', 'node']).set(
    { version, node: process.version },
    1,
  )

  return {
    evaluated(measure) {
      decisions.inc({ kind: measure.kind, trigger: measure.trigger })
      duration.observe(Math.max(0, measure.duration))
      if (measure.lateness !== undefined) lateness.observe(Math.max(0, measure.lateness))
      for (const reason of measure.refusals ?? []) refusals.inc({ reason })
    },
    order: (state) => orders.inc({ state }),
    fill(value, fee) {
      fills.inc()
      filled.inc(value)
      fees.inc(fee)
    },
    feedReconnected: (source) => reconnects.inc({ source }),
    alert: (severity, delivered) => alerts.inc({ severity, delivered: String(delivered) }),
    observe(status, markets, viewers) {
      distrusted.reset()
      for (const { instrument, time, feed, trust, trustFigures } of markets) {
        age.set({ instrument }, Math.max(0, (status.now - time) / 1e6))
        feedUp.set({ instrument }, feed?.status === 'connected' ? 1 : 0)
        trusted.set({ instrument }, trust.kind === 'models' ? 1 : 0)
        for (const reason of trust.kind === 'models' ? [] : trust.reasons) distrusted.set({ instrument, reason }, 1)
        if (trustFigures === undefined) continue
        trustedShare.set({ instrument }, trustFigures.trustedShare)
        silenced.set({ instrument }, trustFigures.silenced ? 1 : 0)
        drifted.set({ instrument }, trustFigures.drifted.length)
        unlike.set({ instrument }, trustFigures.unlikeShare)
        lossEvidence.set({ instrument }, trustFigures.lossEvidence)
      }
      const { portfolios, jobs, answers } = status.queue
      for (const [state, count] of Object.entries(portfolios)) depth.set({ kind: 'hedge-evaluation', state }, count)
      for (const { kind, ...states } of jobs)
        for (const [state, count] of Object.entries(states)) depth.set({ kind, state }, count)
      queueUp.set(answers ? 1 : 0)
      killSwitch.set(status.killSwitch.engaged ? 1 : 0)
      viewing.set(viewers)
    },
    text: () => registers[0].metrics(),
    contentType: registers[0].contentType,
  }
}
