import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reportFiles } from './report-files'
import type { LegPlots, Summary } from './summary'

/**
 * Writes index.html (one self-contained page), summary.json, forecast.csv, regime.csv and hedging.csv into `folder`,
 * made where absent; nothing is written where the input is refused. Plots belong to the leg of the same series. Throws
 * a `numerical-domain` Fault on a number that is not finite and a `bad-input` Fault on ragged plots, naming the path.
 */
export const writeReport = async (folder: string, summary: Summary, plots: readonly LegPlots[]): Promise<void> => {
  const echarts = await import('echarts')
  const files = reportFiles(echarts, summary, plots)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text)
}
