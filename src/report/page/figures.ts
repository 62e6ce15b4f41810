import { bandChart } from '../charts/band-chart'
import { marketChart } from '../charts/market-chart'
import { stateColour } from '../charts/palette'
import { reliabilityChart } from '../charts/reliability-chart'
import type { Echarts } from '../charts/svg'
import { trainingChart } from '../charts/training-chart'
import { volatilityChart } from '../charts/volatility-chart'
import type { RecordingPlots } from '../summary'
import { figure } from './figure'
import { html, type Html } from './html'

/** The drawings of a recording by the section they belong to. */
export type RecordingFigures = {
  readonly market: Html | undefined
  readonly forecast: Html
  readonly regime: Html
  readonly hedging: Html | undefined
  readonly training: Html | undefined
}

const market = (echarts: Echarts, id: string, { market }: RecordingPlots, states: readonly string[]): Html => {
  const n = market.posterior[0]?.length ?? states.length
  const key = Array.from({ length: n }, (_, k) => ({
    colour: stateColour(k, n),
    text: states[k] ?? `state ${k}`,
    mark: 'area' as const,
  }))
  return figure(echarts, {
    id: `${id}-market`,
    title: 'Price, called regime and posterior',
    chart: marketChart(market),
    key: [{ colour: 'price', text: 'close' }, ...key],
  })
}

const forecast = (echarts: Echarts, id: string, { volatility }: RecordingPlots): readonly Html[] =>
  volatility.map((horizon, h) =>
    figure(echarts, {
      id: `${id}-volatility-${h}`,
      title: `Volatility over ${horizon.horizon}: forecast against what followed`,
      chart: volatilityChart(horizon),
      key: [
        { colour: 'blue', text: 'bandshift' },
        { colour: 'blue', text: '90 % interval', mark: 'area' },
        { colour: 'orange', text: 'log-HAR', mark: 'dash' },
        { colour: 'grey', text: 'realized' },
      ],
    }),
  )

const training = (echarts: Echarts, id: string, { training = [] }: RecordingPlots): readonly Html[] =>
  training.map((curve, m) =>
    figure(echarts, {
      id: `${id}-training-${m}`,
      title: `Training of the ${curve.model}`,
      chart: trainingChart(curve),
      key: [
        { colour: 'blue', text: 'validation' },
        { colour: 'grey', text: 'training', mark: 'dash' },
        { colour: 'blue', text: 'best epoch', mark: 'diamond' },
      ],
    }),
  )

const hedging = (echarts: Echarts, id: string, { band }: RecordingPlots): Html | undefined => {
  const bandKey = [
    { colour: 'grey' as const, text: 'model delta' },
    { colour: 'teal' as const, text: 'no-transaction band', mark: 'area' as const },
    { colour: 'red' as const, text: 'held' },
    { colour: 'purple' as const, text: 'minutes to the next evaluation' },
  ]
  return band.time.length > 0
    ? figure(echarts, {
        id: `${id}-band`,
        title: 'One option of the test part under the adaptive policy',
        chart: bandChart(band),
        key: bandKey,
      })
    : undefined
}

/** Draws a recording's figures; what has no data has none. */
export const recordingFigures = (
  echarts: Echarts,
  id: string,
  plots: RecordingPlots,
  states: readonly string[],
): RecordingFigures => ({
  market: plots.market.time.length > 0 ? market(echarts, id, plots, states) : undefined,
  forecast: html`${forecast(echarts, id, plots)}`,
  regime:
    plots.reliability.length > 0
      ? figure(echarts, {
          id: `${id}-reliability`,
          title: 'Reliability of the posterior',
          chart: reliabilityChart(plots.reliability),
          key: [
            { colour: 'blue', text: 'observed; area of a dot grows with its bars', mark: 'line' },
            { colour: 'grey', text: 'perfect calibration', mark: 'dash' },
          ],
        })
      : html``,
  hedging: hedging(echarts, id, plots),
  training: plots.training?.length ? html`<div class="pair">${training(echarts, id, plots)}</div>` : undefined,
})
