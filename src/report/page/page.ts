import type { Echarts } from '../charts/svg'
import { originBanner } from '../labels'
import type { LegPlots, Summary } from '../summary'
import { document } from './document'
import { headline } from './headline'
import { anchor, html, type Html } from './html'
import { legParts, legSection } from './leg-section'
import { provenanceSection } from './provenance'

const contents = ({ legs }: Summary): Html =>
  html`<nav aria-label="Contents">
    <ol>
      ${legs.map(({ title, series, origin }, i) => {
        const id = anchor(i, series)
        return html`<li>
          <a href="#${id}">${title}</a> <span class="badge ${origin}">${originBanner(origin)}</span>
          <ul>
            ${legParts.map(([key, name]) => html`<li><a href="#${id}-${key}-part">${name}</a></li>`)}
          </ul>
        </li> `
      })}
      <li><a href="#provenance">Provenance</a></li>
    </ol>
  </nav>`

const origins = {
  real: 'Every leg runs on real data.',
  synthetic: 'Every leg runs on synthetic data.',
  mixed: 'Some legs run on real data and some on synthetic data; a banner above each says which.',
} as const

/** The whole page as one text, without scripts or requests; plots are matched to legs by series. */
export const page = (echarts: Echarts, summary: Summary, plots: readonly LegPlots[]): string =>
  document(
    `bandshift evaluation: ${summary.legs.map(({ title }) => title).join(', ')}`,
    html`<header>
        <h1>bandshift evaluation</h1>
        <p>
          Volatility forecast, regime classifier and adaptive hedge on data the models have not seen.
          ${origins[summary.provenance.origin]}
        </p>
        ${headline(summary)} ${contents(summary)}
      </header>
      <main id="main">
        ${summary.legs.map((leg, i) =>
          legSection(
            echarts,
            leg,
            plots.find(({ series }) => series === leg.series),
            i,
          ),
        )}
      </main>
      <footer id="provenance">
        <h2>Provenance</h2>
        ${provenanceSection(summary.provenance)}
        <p>The same numbers at full precision: summary.json, forecast.csv, regime.csv, hedging.csv beside this page.</p>
      </footer>`,
  )
