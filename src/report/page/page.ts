import { adaptiveVerdict, type AdaptiveStanding } from '../adaptive-verdict'
import type { Echarts } from '../charts/svg'
import { count, fixed, interval, measuredDigits, percent, pValue, signed } from '../format'
import { originBanner, strategyLabel, volatilityLabel } from '../labels'
import type { VolatilityRead } from '../policy-scores'
import type { Provenance, RecordingPlots, RecordingResult, Summary } from '../summary'
import { dataTable, numberCell, textCell } from './data-table'
import { document } from './document'
import { anchor, html, type Html } from './html'
import { recordingParts, recordingSection, type RecordingPart } from './recording-section'

const standings: Readonly<Record<AdaptiveStanding, string>> = {
  wins: 'wins',
  leads: 'leads, within chance',
  loses: 'does not win',
  absent: 'did not run',
}

const savedAgainst = ({ costSaved }: RecordingResult, rival: string, volatility: VolatilityRead): Html => {
  const found = costSaved.find((saved) => saved.against === rival && saved.volatility === volatility)
  if (found?.value === undefined || found.ci === undefined) return numberCell('–')
  const { value, ci } = found
  const digits = Math.max(1, measuredDigits({ value, ci }, 100))
  return numberCell(html`${signed(value * 100, digits)} %<span class="ci">${interval(ci, digits, 100)}</span>`)
}

/** The rivals of the headline. */
const rivals: readonly (readonly [string, VolatilityRead])[] = [
  ['whalley-wilmott', 'log-har'],
  ['whalley-wilmott', 'forecast'],
  ['fixed-band', 'none'],
  ['fixed-interval', 'none'],
]

const row = (leg: RecordingResult, position: number) => {
  const forecasts = leg.forecast.map(
    ({ horizon, ratioToLogHar, dm }) =>
      html`<span class="line">${fixed(ratioToLogHar, 3)} <small>${horizon}, p ${pValue(dm.pValue)}</small></span>`,
  )
  const gap = leg.oracleGapShare
  return {
    head: html`<a href="#${anchor(position, leg.series)}">${leg.title}</a>`,
    cells: [
      textCell(html`<span class="badge ${leg.origin}">${originBanner(leg.origin)}</span>`),
      textCell(standings[adaptiveVerdict(leg).standing]),
      ...rivals.map(([rival, volatility]) => savedAgainst(leg, rival, volatility)),
      numberCell(`${count(leg.interval.evaluations)} of ${count(leg.interval.atEveryBar)}`),
      numberCell(html`${forecasts}`),
      numberCell(fixed(leg.regime.balancedAccuracy, 3)),
      numberCell(
        gap === undefined || gap.gap.ci.price[0] <= 0
          ? '–'
          : html`${percent(gap.price)}<span class="ci">${interval(gap.ci.price, 1, 100)}</span>`,
      ),
    ],
  }
}

/** The results of all recordings side by side. */
const glance = ({ legs }: Summary): Html =>
  dataTable(
    'All recordings at a glance: what adaptive saves of a rival’s cost at equal tracking; a ratio below 1 beats log-HAR',
    [
      { text: 'Recording' },
      { text: 'Data' },
      { text: 'Adaptive at equal tracking' },
      ...rivals.map(([rival, volatility]) => ({
        text: `Saves against ${strategyLabel(rival)}${volatilityLabel(rival, volatility)}`,
        numeric: true,
      })),
      { text: 'Evaluations of every bar', numeric: true },
      { text: 'QLIKE over log-HAR', numeric: true },
      { text: 'Regime balanced accuracy', numeric: true },
      { text: 'Oracle gap captured', numeric: true },
    ],
    legs.map(row),
  )

const hash = (text: string, length: number): Html => html`<code title="${text}">${text.slice(0, length)}</code>`

/** The inputs needed to reproduce the page. Full hashes show on hover and stand in summary.json. */
const provenanceSection = ({ data, seed, versions, backend, commit }: Provenance): Html =>
  html`<dl class="provenance">
    ${data.map(
      ({ title, origin, sha256 }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${origin}, sha256 ${hash(sha256, 12)}</dd>
        </div>`,
    )}
    <div>
      <dt>Seed</dt>
      <dd>${seed}</dd>
    </div>
    <div>
      <dt>TensorFlow backend</dt>
      <dd>${backend}</dd>
    </div>
    <div>
      <dt>Commit</dt>
      <dd>${commit === undefined ? 'outside a checkout' : hash(commit, 10)}</dd>
    </div>
    <div>
      <dt>Versions</dt>
      <dd>
        ${Object.entries(versions)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, version]) => `${name} ${version}`)
          .join(', ')}
      </dd>
    </div>
  </dl>`

/** A recording with the anchor and the parts that it has in the page. */
type PlacedRecording = { readonly id: string; readonly leg: RecordingResult; readonly parts: readonly RecordingPart[] }

const contents = (legs: readonly PlacedRecording[]): Html =>
  html`<nav aria-label="Contents">
    <ol>
      ${legs.map(
        ({ id, leg: { title, origin }, parts }) =>
          html`<li>
            <a href="#${id}">${title}</a> <span class="badge ${origin}">${originBanner(origin)}</span>
            <ul>
              ${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}
            </ul>
          </li> `,
      )}
      <li><a href="#provenance">Provenance</a></li>
    </ol>
  </nav>`

const origins = {
  real: 'All results are on real data.',
  synthetic: 'All results are on synthetic data.',
  mixed: 'Some results are on real data and some on synthetic data; a banner above each says which.',
} as const

/** The whole page as one text, without scripts or requests; plots are matched to recordings by series. */
export const page = (echarts: Echarts, summary: Summary, plots: readonly RecordingPlots[]): string => {
  const legs = summary.legs.map((leg, i): PlacedRecording => {
    const id = anchor(i, leg.series)
    const own = plots.find(({ series }) => series === leg.series)
    return { id, leg, parts: recordingParts(echarts, id, leg, own) }
  })
  return document(
    `bandshift evaluation: ${summary.legs.map(({ title }) => title).join(', ')}`,
    html`<header>
        <h1>bandshift evaluation</h1>
        <p>
          Adaptive hedge, volatility forecast and regime classifier on data the models have not seen.
          ${origins[summary.provenance.origin]}
        </p>
        ${contents(legs)}
      </header>
      <main id="main">
        ${legs.map(({ id, leg, parts }) => recordingSection(echarts, id, leg, parts))}
        ${legs.length > 1 ? glance(summary) : undefined}
      </main>
      <footer id="provenance">
        <h2>Provenance</h2>
        ${provenanceSection(summary.provenance)}
        <p>The same numbers at full precision: summary.json, forecast.csv, regime.csv, hedging.csv beside this page.</p>
      </footer>`,
  )
}
