import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Echarts } from '../charts/svg'
import { csv } from '../csv'
import { refuseNonFinite } from '../finite'
import type { Backtest } from './backtest'
import { backtestPage } from './backtest-page'

const table = ({ strategies }: Backtest): string =>
  csv({
    columns: ['strategy', 'setting', 'measure', 'value', 'low', 'high', 'excess', 'excessLow', 'excessHigh'],
    rows: strategies.flatMap(({ strategy, setting, measures, excess }) =>
      Object.entries(measures).map(([name, { value, ci }]) => {
        const over = excess?.[name]
        return [strategy, setting, name, value, ...ci, over?.value, over?.ci[0], over?.ci[1]]
      }),
    ),
  })

/**
 * The files of a backtest's report, text by name. The same result gives the same bytes. Throws `numerical-domain` on a
 * number that is not finite.
 *
 * @internal
 */
export const backtestFiles = (echarts: Echarts, result: Backtest): ReadonlyMap<string, string> => {
  refuseNonFinite(result, 'backtest')
  return new Map([
    ['backtest.json', `${JSON.stringify(result, undefined, 2)}\n`],
    ['backtest.csv', table(result)],
    ['index.html', backtestPage(echarts, result)],
  ])
}

/**
 * Writes index.html, backtest.json and backtest.csv into `folder`, made where absent; nothing where the result is
 * refused.
 */
export const writeBacktest = async (folder: string, result: Backtest): Promise<void> => {
  const files = backtestFiles(await import('echarts'), result)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text)
}
