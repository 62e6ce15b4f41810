import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoRecordings } from '../src/cli/demo'
import type { Summary } from '../src/report/summary'
import { publishReport } from '../training/judge/publish-report'
import { simulate } from '../training/simulator/simulate'
import { peakRssMiB, type Bench } from './measurement'

const seed = 7

/**
 * Seconds of the whole demo: train, publish, evaluate and report on what ships; short: on one small simulated market.
 */
export const bench: Bench = {
  name: 'demo',
  async run({ short = false } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'bandshift-bench-'))
    try {
      const data = join(folder, 'market')
      if (short) await simulate({ world: 'regimes', days: 90, seed, out: data })
      const start = performance.now()
      const models = join(folder, 'models')
      const legs = await demoRecordings(
        { seed, models, processes: Math.min(2, availableParallelism()), ...(short && { data }) },
        () => undefined,
      )
      await publishReport(join(folder, 'report'), legs, seed)
      const seconds = (performance.now() - start) / 1000
      const summary = JSON.parse(await readFile(join(folder, 'report/summary.json'), 'utf8')) as Summary
      const strategies = new Set(summary.hedging.map(({ strategy }) => strategy))
      for (const strategy of ['no-hedge', 'whalley-wilmott', 'adaptive'])
        if (!strategies.has(strategy)) throw new Error(`demo: the summary has no ${strategy}`)
      const title = short ? 'one small simulated market' : 'what ships in data/ and the daily series'
      return [
        {
          case: `demo on ${title}`,
          value: seconds,
          unit: 's',
          peakRssMiB: peakRssMiB(),
          ...(!short && { target: { atMost: 240 } }),
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
