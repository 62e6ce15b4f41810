import type { Echarts } from '../charts/svg'
import { utcMinute } from '../format'
import { originBanner } from '../labels'
import { document } from '../page/document'
import { html } from '../page/html'
import { expiryTable, maturityTable, smileFigures, surfaceNotes, termFigure } from '../page/surface-section'
import type { SurfaceView } from '../surface-view'

/** The page of a surface: its table, term structure and smiles. No scripts, no requests. */
export const surfacePage = (echarts: Echarts, view: SurfaceView): string => {
  const { title, origin, venue, symbol, settlement, at, expiries, maturities } = view
  return document(
    `bandshift surface: ${symbol} on ${venue}`,
    html`<header>
        <h1>Implied volatility surface</h1>
        <p><span class="badge ${origin}">${originBanner(origin)}</span> ${title}</p>
        <p>${symbol} on ${venue} at ${utcMinute(at)} UTC; ${settlement} options.</p>
        ${surfaceNotes(view)}
      </header>
      <main id="main">
        ${expiryTable(expiries)} ${termFigure(echarts, 'surface', expiries)}
        ${smileFigures(echarts, 'surface', expiries)} ${maturityTable(maturities)}
      </main>`,
  )
}
