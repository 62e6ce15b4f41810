import { startMetrics } from '../../../../src/app/service/web/metrics'
import { aService } from '../../../support/service/a-service'

test('metrics count evaluations, refusals, orders, feeds, the queue and the build', async () => {
  const { metrics, get, service } = await aService()
  metrics.evaluated({ kind: 'trade', trigger: 'scheduled', duration: 0.004, lateness: 0.002 })
  metrics.evaluated({ kind: 'refused', trigger: 'price', duration: 0.003, refusals: ['price-age', 'breaker'] })
  metrics.order('filled')
  metrics.fill(6_400, 3.2)
  metrics.feedReconnected('deribit')
  const response = await get('/metrics')
  const text = await response.text()
  await service.close()
  expect(response.headers.get('content-type')).toContain('text/plain')
  for (const line of [
    'bandshift_evaluation_lateness_seconds_bucket{le="0.0025"} 1',
    'bandshift_evaluation_lateness_seconds_count 1',
    'bandshift_evaluation_duration_seconds_count 2',
    'bandshift_decisions_total{kind="trade",trigger="scheduled"} 1',
    'bandshift_risk_refusals_total{reason="breaker"} 1',
    'bandshift_risk_refusals_total{reason="price-age"} 1',
    'bandshift_market_data_age_seconds{instrument="deribit/BTC-PERPETUAL"} 2',
    'bandshift_orders_total{state="filled"} 1',
    'bandshift_fills_total 1',
    'bandshift_fees_paid 3.2',
    'bandshift_feed_reconnects_total{source="deribit"} 1',
    'bandshift_queue_depth{kind="hedge-evaluation",state="waiting"} 1',
    'bandshift_queue_depth{kind="retraining",state="failed"} 0',
    'bandshift_models_trusted{instrument="deribit/BTC-PERPETUAL"} 1',
    'bandshift_models_trusted_share{instrument="deribit/BTC-PERPETUAL"} 0.97',
    'bandshift_models_silenced{instrument="deribit/BTC-PERPETUAL"} 0',
    'bandshift_features_drifted{instrument="deribit/BTC-PERPETUAL"} 1',
    'bandshift_feature_rows_unlike_share{instrument="deribit/BTC-PERPETUAL"} 0.02',
    'bandshift_forecast_loss_evidence{instrument="deribit/BTC-PERPETUAL"} 0.004',
    'bandshift_queue_up 1',
    'bandshift_kill_switch_engaged 0',
  ])
    expect(text).toContain(`${line}\n`)
  expect(text).toMatch(/^bandshift_build_info\{version="[^"]+",node="v\d+[^"]*"\} 1$/m)
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(names.every((name) => /^bandshift_[a-z_]+$/.test(name))).toBe(true)
})

test('two services in one process count apart', async () => {
  const [a, b] = [startMetrics(), startMetrics()]
  a.order('lost')
  expect(await a.text()).toContain('bandshift_orders_total{state="lost"} 1')
  expect(await b.text()).not.toContain('lost')
})
