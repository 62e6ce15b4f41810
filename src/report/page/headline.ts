import { adaptiveVerdict, type AdaptiveStanding } from '../adaptive-verdict'
import { digitsFor, fixed, interval, percent, pValue, signed } from '../format'
import { originBanner, strategyLabel } from '../labels'
import type { Leg, Summary } from '../summary'
import { dataTable, numberCell, textCell } from './data-table'
import { anchor, html, type Html } from './html'

const standings: Readonly<Record<AdaptiveStanding, string>> = {
  wins: 'wins',
  leads: 'leads, within chance',
  loses: 'does not win',
  absent: 'did not run',
}

const nearest = ({ hedging }: Leg): Html => {
  const rivals = hedging.flatMap(({ strategy, excessOverAdaptive: excess }) =>
    excess ? [{ strategy, ...excess }] : [],
  )
  const [first] = rivals.sort((a, b) => a.value - b.value)
  if (first === undefined) return numberCell('–')
  const digits = digitsFor(((first.ci[1] - first.ci[0]) / 2) * 1e4, first.value * 1e4)
  return numberCell(
    html`${signed(first.value * 1e4, digits)}<span class="ci"
        >${interval(first.ci, digits, 1e4)} ${strategyLabel(first.strategy)}</span
      >`,
  )
}

const row = (leg: Leg, position: number) => {
  const forecasts = leg.forecast.map(
    ({ horizon, ratioToLogHar, dm }) =>
      html`<span class="line">${fixed(ratioToLogHar, 3)} <small>${horizon}, p ${pValue(dm.pValue)}</small></span>`,
  )
  const gap = leg.oracleGapShare
  return {
    head: html`<a href="#${anchor(position, leg.series)}">${leg.title}</a>`,
    cells: [
      textCell(html`<span class="badge ${leg.origin}">${originBanner(leg.origin)}</span>`),
      numberCell(html`${forecasts}`),
      numberCell(fixed(leg.regime.balancedAccuracy, 3)),
      textCell(standings[adaptiveVerdict(leg.hedging).standing]),
      nearest(leg),
      numberCell(
        gap === undefined || gap.gap.ci.price[0] <= 0
          ? '–'
          : html`${percent(gap.price)}<span class="ci">${interval(gap.ci.price, 1, 100)}</span>`,
      ),
    ],
  }
}

/** The results at a glance, a row a leg. */
export const headline = ({ legs }: Summary): Html =>
  dataTable(
    'At a glance: a ratio below 1 beats log-HAR; a positive price difference favours adaptive',
    [
      { text: 'Leg' },
      { text: 'Data' },
      { text: 'QLIKE over log-HAR', numeric: true },
      { text: 'Regime balanced accuracy', numeric: true },
      { text: 'Adaptive by entropic price' },
      { text: html`Nearest rival over adaptive <span class="unit">bp</span>`, numeric: true },
      { text: 'Oracle gap captured', numeric: true },
    ],
    legs.map(row),
  )
