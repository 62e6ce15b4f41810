import { execFileSync } from 'node:child_process'
import { chooseBackend } from '../../models/backend'
import { version } from '../../src/core/version'
import type { Provenance, Summary } from '../../src/report/summary'
import { renderTables } from '../../src/report/tables/render-tables'
import { writeReport } from '../../src/report/write-report'
import type { EvaluatedRecording } from './evaluate'

/** Commit of the checkout that this program lies in; undefined outside one. */
const commitOf = (folder: string): string | undefined => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // An unpacked archive has no commit; the report shows that.
    return undefined
  }
}

const provenanceOf = async (evaluated: readonly EvaluatedRecording[], seed: number): Promise<Provenance> => {
  const backend = await chooseBackend('auto')
  const origins = new Set(evaluated.map(({ scores }) => scores.origin))
  return {
    data: evaluated.map(({ scores: { series, title, origin }, sha256 }) => ({ series, title, origin, sha256 })),
    origin: origins.size > 1 ? 'mixed' : evaluated[0].scores.origin,
    seed,
    versions: { bandshift: version, node: process.versions.node, tensorflow: backend.version },
    backend: backend.name,
    commit: commitOf(__dirname),
  }
}

/** Writes index.html, summary.json and the tables of judged recordings; returns the summary and its tables as text. */
export const publishReport = async (
  folder: string,
  evaluated: readonly EvaluatedRecording[],
  seed: number,
): Promise<{ readonly summary: Summary; readonly text: string }> => {
  const summary: Summary = {
    provenance: await provenanceOf(evaluated, seed),
    forecast: evaluated.flatMap(({ scores }) => scores.forecast),
    regime: evaluated[0].scores.regime,
    hedging: evaluated.flatMap(({ scores }) => scores.hedging),
    frontier: evaluated.flatMap(({ scores }) => scores.frontier),
    costSaved: evaluated.flatMap(({ scores }) => scores.costSaved),
    interval: evaluated[0].scores.interval,
    byRegime: evaluated.flatMap(({ scores }) => scores.byRegime),
    regimeChannels: evaluated.flatMap(({ scores }) => scores.regimeChannels),
    ablation: evaluated.flatMap(({ scores }) => scores.ablation),
    optimum: evaluated.flatMap(({ scores }) => scores.optimum ?? []),
    oracleGapShare: evaluated[0].scores.oracleGapShare,
    legs: evaluated.map(({ scores }) => scores),
  }
  await writeReport(
    folder,
    summary,
    evaluated.map(({ plots }) => plots),
  )
  return { summary, text: renderTables(summary) }
}
