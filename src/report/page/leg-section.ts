import type { Echarts } from '../charts/svg'
import { count, duration, optionLife } from '../format'
import { originBanner } from '../labels'
import type { LegPlots, RecordingResult } from '../summary'
import { legFigures } from './figures'
import { forecastSection } from './forecast-section'
import { hedgingSection } from './hedging-section'
import { html, type Html } from './html'
import { regimeSection } from './regime-section'
import { trustPageSection } from './trust-section'

const bannerText = (origin: RecordingResult['origin']): string =>
  origin === 'synthetic'
    ? 'every number below comes from a simulated market and says nothing about a real one'
    : 'every number below comes from a recorded market, on bars the models had not seen'

/** A part of a leg: `id` is its anchor in the page. */
export type LegPart = { readonly id: string; readonly title: string; readonly content: Html }

/**
 * Parts of a leg in the order of the page, tables with their figures; a part about which nothing is known is left out.
 * `plots` absent leaves the figures out.
 */
export const legParts = (
  echarts: Echarts,
  id: string,
  leg: RecordingResult,
  plots: LegPlots | undefined,
): readonly LegPart[] => {
  const figures = plots && legFigures(echarts, id, plots, leg.regime.states)
  const parts: readonly (readonly [key: string, title: string, content: Html | undefined])[] = [
    ['market', 'Market and regimes', figures?.market],
    ['forecast', 'Volatility forecast', forecastSection(leg, figures?.forecast)],
    ['regime', 'Regime classifier', regimeSection(leg.regime, figures?.regime)],
    ['trust', 'Drift and trust', leg.trust && trustPageSection(leg.trust)],
    ['hedging', 'Hedging', html`${hedgingSection(leg)}${figures?.hedging}`],
    ['training', 'Training', figures?.training],
  ]
  return parts.flatMap(([key, title, content]) =>
    content === undefined ? [] : [{ id: `${id}-${key}-part`, title, content }],
  )
}

/** A leg: banner, verdict, then its parts. */
export const legSection = (id: string, leg: RecordingResult, parts: readonly LegPart[]): Html => {
  const { split } = leg
  return html`<article id="${id}" aria-labelledby="${id}-heading">
    <p class="banner ${leg.origin}">
      <strong>${originBanner(leg.origin)}</strong> <span>${bannerText(leg.origin)}</span>
    </p>
    <h2 id="${id}-heading">${leg.title}</h2>
    <p class="facts">
      ${leg.series} · bars of ${duration(leg.barSeconds)} · options of ${optionLife(leg.optionDays)} d · trained
      ${split.trainFrom} to ${split.trainTo} (${count(split.trainBars)} bars) · tested ${split.testFrom} to
      ${split.testTo} (${count(split.testBars)} bars)
    </p>
    ${
      leg.verdict.length > 0
        ? html`<ul class="verdict">
            ${leg.verdict.map((sentence) => html`<li>${sentence}</li>`)}
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
