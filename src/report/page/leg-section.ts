import type { Echarts } from '../charts/svg'
import { count, duration, fixed } from '../format'
import { originBanner } from '../labels'
import type { Leg, LegPlots } from '../summary'
import { ablationSection } from './ablation-section'
import { legFigures, trainingFigures } from './figures'
import { forecastSection } from './forecast-section'
import { hedgingSection } from './hedging-section'
import { anchor, html, type Html } from './html'
import { regimeSection } from './regime-section'
import { trustSection } from './trust-section'

const bannerText = (origin: Leg['origin']): string =>
  origin === 'synthetic'
    ? 'every number below comes from a simulated market and says nothing about a real one'
    : 'every number below comes from a recorded market, on bars the models had not seen'

/** Parts of a leg with their anchors, for the table of contents. */
export const legParts = [
  ['market', 'Market and regimes'],
  ['forecast', 'Volatility forecast'],
  ['regime', 'Regime classifier'],
  ['trust', 'Drift and trust'],
  ['hedging', 'Hedging'],
  ['training', 'Training'],
] as const

/** A leg: banner, verdict, then tables and figures part by part. `plots` absent leaves the figures out. */
export const legSection = (echarts: Echarts, leg: Leg, plots: LegPlots | undefined, position: number): Html => {
  const id = anchor(position, leg.series)
  const { split } = leg
  const figures = plots && legFigures(echarts, id, plots, leg.regime.states)
  const training = plots && trainingFigures(echarts, id, plots)
  const content: Readonly<Record<(typeof legParts)[number][0], Html | undefined>> = {
    market: figures?.market,
    forecast: html`${forecastSection(leg.forecast, leg.forecastDetail ?? [])}${figures?.forecast}${leg.ablation && ablationSection(leg.ablation)}`,
    regime: regimeSection(leg.regime, figures?.regime),
    trust: leg.trust && trustSection(leg.trust),
    hedging: html`${hedgingSection(leg)}${figures?.hedging}`,
    training,
  }
  const part = ([key, title]: (typeof legParts)[number]) =>
    html`<section id="${id}-${key}-part">
      <h3>${title}</h3>
      ${content[key] ?? html`<p>Nothing was kept of this.</p>`}
    </section> `
  return html`<article id="${id}" aria-labelledby="${id}-heading">
    <p class="banner ${leg.origin}">
      <strong>${originBanner(leg.origin)}</strong> <span>${bannerText(leg.origin)}</span>
    </p>
    <h2 id="${id}-heading">${leg.title}</h2>
    <p class="facts">
      ${leg.series} · bars of ${duration(leg.barSeconds)} · options of
      ${fixed(leg.optionDays, leg.optionDays % 1 === 0 ? 0 : 1)} d · trained ${split.trainFrom} to ${split.trainTo}
      (${count(split.trainBars)} bars) · tested ${split.testFrom} to ${split.testTo} (${count(split.testBars)} bars)
    </p>
    ${
      leg.verdict.length > 0
        ? html`<ul class="verdict">
            ${leg.verdict.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
        : undefined
    }
    ${legParts.map(part)}
  </article> `
}
