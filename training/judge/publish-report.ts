import { execFileSync } from 'node:child_process'
import { chooseBackend } from '../../models/backend'
import { version } from '../../src/core/version'
import type { Provenance, Summary } from '../../src/report/summary'
import { renderTables } from '../../src/report/tables/render-tables'
import { writeReport } from '../../src/report/write-report'
import type { EvaluatedLeg } from './evaluate'

/** Commit of the checkout that this program lies in; undefined outside one. */
const commitOf = (folder: string): string | undefined => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // An unpacked archive has no commit, and the report says so.
    return undefined
  }
}

const provenanceOf = async (legs: readonly EvaluatedLeg[], seed: number): Promise<Provenance> => {
  const backend = await chooseBackend('auto')
  const origins = new Set(legs.map(({ leg }) => leg.origin))
  return {
    data: legs.map(({ leg, sha256 }) => ({ series: leg.series, title: leg.title, origin: leg.origin, sha256 })),
    origin: origins.size > 1 ? 'mixed' : legs[0].leg.origin,
    seed,
    versions: { bandshift: version, node: process.versions.node, tensorflow: backend.version },
    backend: backend.name,
    commit: commitOf(__dirname),
  }
}

/** Writes index.html, summary.json and the tables of evaluated legs; returns the summary and its tables as text. */
export const publishReport = async (
  folder: string,
  legs: readonly EvaluatedLeg[],
  seed: number,
): Promise<{ readonly summary: Summary; readonly text: string }> => {
  const summary: Summary = {
    provenance: await provenanceOf(legs, seed),
    forecast: legs.flatMap(({ leg }) => leg.forecast),
    regime: legs[0].leg.regime,
    hedging: legs.flatMap(({ leg }) => leg.hedging),
    oracleGapShare: legs[0].leg.oracleGapShare,
    legs: legs.map(({ leg }) => leg),
  }
  await writeReport(
    folder,
    summary,
    legs.map(({ plots }) => plots),
  )
  return { summary, text: renderTables(summary) }
}
