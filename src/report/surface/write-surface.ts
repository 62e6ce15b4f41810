import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { utcMinute } from '../format'
import type { Echarts } from '../charts/svg'
import { csv } from '../csv'
import { refuseNonFinite } from '../finite'
import { surfacePage } from './surface-page'
import { type SurfaceView } from '../surface-view'

const columns = [
  ...['expiry', 'years', 'forward', 'forward_error', 'atm_vol', 'risk_reversal_25', 'butterfly_25', 'quotes'],
  ...['inside', 'error', 'a', 'b', 'rho', 'm', 's'],
]

const table = ({ expiries }: SurfaceView): string =>
  csv({
    columns,
    rows: expiries.map((one) => [
      ...[
        utcMinute(one.expiry),
        one.years,
        one.forward,
        one.forwardError,
        one.atMoney,
        one.riskReversal,
        one.butterfly,
      ],
      ...[one.quotes, one.inside, one.error, one.smile.a, one.smile.b, one.smile.rho, one.smile.m, one.smile.s],
    ]),
  })

/**
 * The files of a surface, text by name: page, table and JSON. The same surface gives the same bytes. Throws
 * `numerical-domain` on a number that is not finite.
 *
 * @internal
 */
export const surfaceFiles = (echarts: Echarts, view: SurfaceView): ReadonlyMap<string, string> => {
  refuseNonFinite(view, 'surface')
  return new Map([
    ['surface.json', `${JSON.stringify(view, undefined, 2)}\n`],
    ['surface.csv', table(view)],
    ['index.html', surfacePage(echarts, view)],
  ])
}

/** Writes index.html, surface.csv and surface.json into `folder`, made where absent. */
export const writeSurface = async (folder: string, view: SurfaceView): Promise<void> => {
  const files = surfaceFiles(await import('echarts'), view)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text)
}
