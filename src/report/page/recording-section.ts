import { adaptiveVerdict } from '../adaptive-verdict'
import { frontierChart, frontierFamilies, frontierNames } from '../charts/frontier-chart'
import { strategyColour } from '../charts/palette'
import type { Echarts } from '../charts/svg'
import { count, duration, optionLife } from '../format'
import { originBanner, strategyLabel, volatilityLabel } from '../labels'
import type { RecordingPlots, RecordingResult } from '../summary'
import { recordingFigures } from './figures'
import { forecastSection } from './forecast-section'
import { figure } from './figure'
import { hedgingSection } from './hedging-section'
import { html, type Html } from './html'
import { regimeSection } from './regime-section'
import { surfaceSection } from './surface-section'
import { trustPageSection } from './trust-section'

const bannerText = (origin: RecordingResult['origin']): string =>
  origin === 'synthetic'
    ? 'every number below comes from a simulated market and says nothing about a real one'
    : 'every number below comes from a recorded market, on bars the models had not seen'

/** A part of the results of one recording: `id` is its anchor in the page. */
export type RecordingPart = { readonly id: string; readonly title: string; readonly content: Html }

/**
 * Parts of the results of one recording in the order of the page, tables with their figures; a part about which nothing
 * is known is left out. `plots` absent leaves the figures out.
 */
export const recordingParts = (
  echarts: Echarts,
  id: string,
  result: RecordingResult,
  plots: RecordingPlots | undefined,
): readonly RecordingPart[] => {
  const figures = plots && recordingFigures(echarts, id, plots, result.regime.states)
  const parts: readonly (readonly [key: string, title: string, content: Html | undefined])[] = [
    ['hedging', 'Hedging', hedgingSection(result, figures?.hedging)],
    ['market', 'Market and regimes', figures?.market],
    [
      'surface',
      'Implied volatility surface',
      result.surface && surfaceSection(echarts, id, result.surface, plots?.surface),
    ],
    ['forecast', 'Volatility forecast', forecastSection(result, figures?.forecast)],
    ['regime', 'Regime classifier', regimeSection(result.regime, figures?.regime)],
    ['trust', 'Drift and trust', result.trust && trustPageSection(result.trust)],
    ['training', 'Training', figures?.training],
  ]
  return parts.flatMap(([key, title, content]) =>
    content === undefined ? [] : [{ id: `${id}-${key}-part`, title, content }],
  )
}

/** Cost against tracking of every strategy along its parameter; undefined where none was measured. */
const frontierFigure = (
  echarts: Echarts,
  id: string,
  { frontier }: Pick<RecordingResult, 'frontier'>,
): Html | undefined => {
  const names = frontierNames(frontier)
  if (names.length === 0) return undefined
  const families = frontierFamilies(frontier).map(({ strategy, volatility }) => ({
    colour: strategyColour(strategy, names),
    text: strategyLabel(strategy) + volatilityLabel(strategy, volatility),
    mark: volatility === 'log-har' ? ('dash' as const) : ('line' as const),
  }))
  return figure(echarts, {
    id: `${id}-frontier`,
    title: 'What tracking costs: cost against tracking sd, each strategy along its efficient settings',
    chart: frontierChart(frontier),
    key: [...families, { colour: 'grey', text: 'tuned before the test part', mark: 'diamond' }],
    note: 'Both axes are logarithmic; lower left is better. All strategies hedge around one centre and are tracked against it.',
  })
}

/** The section of a recording: banner, the picture of its frontier, verdict, then its parts. */
export const recordingSection = (
  echarts: Echarts,
  id: string,
  result: RecordingResult,
  parts: readonly RecordingPart[],
): Html => {
  const { split } = result
  const { standing, sentences } = adaptiveVerdict(result)
  const others = result.verdict.filter((sentence) => !sentences.includes(sentence))
  const opening = frontierFigure(echarts, id, result)
  return html`<article id="${id}" aria-labelledby="${id}-heading">
    <p class="banner ${result.origin}">
      <strong>${originBanner(result.origin)}</strong> <span>${bannerText(result.origin)}</span>
    </p>
    <h2 id="${id}-heading">${result.title}</h2>
    <p class="facts">
      ${result.series} · bars of ${duration(result.barSeconds)} · options of ${optionLife(result.optionDays)} d ·
      trained ${split.trainFrom} to ${split.trainTo} (${count(split.trainBars)} bars) · tested ${split.testFrom} to
      ${split.testTo} (${count(split.testBars)} bars)
    </p>
    ${opening}
    <p class="standing ${standing}">${sentences.join(' ')}</p>
    ${
      others.length > 0
        ? html`<ul class="verdict">
            ${others.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
        : undefined
    }
    ${parts.map(
      ({ id: part, title, content }) =>
        html`<section id="${part}">
          <h3>${title}</h3>
          ${content}
        </section> `,
    )}
  </article> `
}
