import { bandChart } from '../charts/band-chart'
import { frontierChart } from '../charts/frontier-chart'
import { marketChart } from '../charts/market-chart'
import { stateColour, strategyColour } from '../charts/palette'
import { reliabilityChart } from '../charts/reliability-chart'
import type { Echarts } from '../charts/svg'
import { trainingChart } from '../charts/training-chart'
import { volatilityChart } from '../charts/volatility-chart'
import { strategyLabel } from '../labels'
import type { LegPlots } from '../summary'
import { figure } from './figure'
import { html, type Html } from './html'

/** The drawings of a leg by the section they belong to. */
export type LegFigures = {
  readonly market: Html
  readonly forecast: Html
  readonly regime: Html
  readonly hedging: Html
}

const market = (echarts: Echarts, id: string, { market }: LegPlots, states: readonly string[]): Html => {
  const n = market.posterior[0]?.length ?? states.length
  const key = Array.from({ length: n }, (_, k) => ({
    colour: stateColour(k, n),
    text: states[k] ?? `state ${k}`,
    mark: 'area' as const,
  }))
  return figure(echarts, `${id}-market`, 'Price, called regime and posterior', marketChart(market), [
    { colour: 'price', text: 'close' },
    ...key,
  ])
}

const forecast = (echarts: Echarts, id: string, { volatility }: LegPlots): readonly Html[] =>
  volatility.map((horizon, h) =>
    figure(
      echarts,
      `${id}-volatility-${h}`,
      `Volatility over ${horizon.horizon}: forecast against what followed`,
      volatilityChart(horizon),
      [
        { colour: 'blue', text: 'bandshift' },
        { colour: 'blue', text: '90 % interval', mark: 'area' },
        { colour: 'orange', text: 'log-HAR', mark: 'dash' },
        { colour: 'grey', text: 'realized' },
      ],
    ),
  )

const training = (echarts: Echarts, id: string, { training }: LegPlots): readonly Html[] =>
  training.map((curve, m) =>
    figure(echarts, `${id}-training-${m}`, `Training of the ${curve.model}`, trainingChart(curve), [
      { colour: 'blue', text: 'validation' },
      { colour: 'grey', text: 'training', mark: 'dash' },
      { colour: 'blue', text: 'best epoch', mark: 'diamond' },
    ]),
  )

const hedging = (echarts: Echarts, id: string, { band, frontier }: LegPlots): Html => {
  const names = frontier.map(({ strategy }) => strategy)
  const key = [
    ...names.map((name) => ({ colour: strategyColour(name, names), text: strategyLabel(name) })),
    { colour: 'grey' as const, text: 'tuned setting', mark: 'diamond' as const },
  ]
  const bandKey = [
    { colour: 'grey' as const, text: 'model delta' },
    { colour: 'teal' as const, text: 'no-transaction band', mark: 'area' as const },
    { colour: 'red' as const, text: 'held' },
    { colour: 'purple' as const, text: 'minutes to the next look' },
  ]
  const frontiers = (['es95', 'trackingSd'] as const).map((risk) => {
    const title = risk === 'es95' ? 'Cost and total risk' : 'Cost and tracking risk'
    return figure(echarts, `${id}-frontier-${risk}`, title, frontierChart(frontier, risk), key, 'Lower left is better.')
  })
  return html`${
    band.time.length > 0
      ? figure(echarts, `${id}-band`, 'One option of the test part under the adaptive policy', bandChart(band), bandKey)
      : undefined
  }${frontier.length > 0 ? html`<div class="pair">${frontiers}</div>` : undefined}`
}

/** Draws a leg's figures; parts without data have none. */
export const legFigures = (echarts: Echarts, id: string, plots: LegPlots, states: readonly string[]): LegFigures => ({
  market: plots.market.time.length > 0 ? market(echarts, id, plots, states) : html``,
  forecast: html`${forecast(echarts, id, plots)}`,
  regime:
    plots.reliability.length > 0
      ? figure(echarts, `${id}-reliability`, 'Reliability of the posterior', reliabilityChart(plots.reliability), [
          { colour: 'blue', text: 'observed; area of a dot grows with its bars', mark: 'line' },
          { colour: 'grey', text: 'perfect calibration', mark: 'dash' },
        ])
      : html``,
  hedging: hedging(echarts, id, plots),
})

/** Training curves of a leg's models. */
export const trainingFigures = (echarts: Echarts, id: string, plots: LegPlots): Html =>
  plots.training.length > 0 ? html`<div class="pair">${training(echarts, id, plots)}</div>` : html``
