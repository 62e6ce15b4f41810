import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { OnProgress, ResearchOptions } from '../../training/data/options'
import type { EvaluatedRecording } from '../../training/judge/evaluate'
import { projectFolder } from '../app/project-folder'
import { command, print, type CommonOptions } from './command'
import { importRecording } from './import'
import { startProgress } from './progress'
import { processesOption, withResearchOptions } from './research-options'

type DemoOptions = ResearchOptions & {
  readonly data?: string
  readonly models: string
  readonly processes: number
}

/** The S&P 500's daily bars 2000–2020 of the vega-datasets package, imported into a recording. */
const recordSp500 = async (out: string): Promise<void> => {
  const packageFile = createRequire(__filename).resolve('vega-datasets/package.json')
  await importRecording({
    format: 'ohlcv',
    inputs: [join(packageFile, '../data/sp500-2000.csv')],
    out,
    venue: 'vega-datasets',
    symbol: 'sp500',
    origin: 'real',
    title: 'S&P 500 index, daily bars 2000–2020, from the npm package vega-datasets',
    licence: 'BSD-3-Clause',
  })
}

const runRecording = async (
  data: string,
  models: string,
  options: DemoOptions,
  onProgress: OnProgress,
): Promise<EvaluatedRecording> => {
  const { train } = await import('../../training/run/train.js')
  const { evaluateModels } = await import('../../training/judge/evaluate.js')
  const { history } = await train({ ...options, data, out: models, promotion: 'always' }, onProgress, options.processes)
  const evaluated = await evaluateModels({ ...options, data, models }, onProgress)
  const training = Object.entries(history).map(([model, { train: learned, validation }]) => ({
    model,
    train: learned,
    validation,
  }))
  return { ...evaluated, plots: { ...evaluated.plots, training } }
}

/** The results on the recording given, or on two: the shipped synthetic recording and the real daily series. */
export const demoRecordings = async (options: DemoOptions, onProgress: OnProgress): Promise<EvaluatedRecording[]> => {
  if (options.data !== undefined) return [await runRecording(options.data, options.models, options, onProgress)]
  const scratch = await mkdtemp(join(tmpdir(), 'bandshift-'))
  try {
    const synthetic = await runRecording(
      join(projectFolder(), 'data/microstructure'),
      options.models,
      options,
      onProgress,
    )
    await recordSp500(join(scratch, 'sp500'))
    return [synthetic, await runRecording(join(scratch, 'sp500'), join(options.models, 'sp500'), options, onProgress)]
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** `bandshift demo`: train, publish, evaluate on the untouched last part, report. */
export const demoCommand = (): Command =>
  withResearchOptions(
    command('demo', 'train on a recording, publish, evaluate on its untouched last part and report')
      .option('--data <recording>', 'folder of a recording; without it the shipped one and a real daily series')
      .option('--models <registry>', 'registry to publish to', 'models/registry')
      .option('--out <folder>', 'folder of the report', 'reports/demo')
      .addOption(processesOption()),
  ).action(async (options: CommonOptions & DemoOptions & { readonly out: string }) => {
    const { publishReport } = await import('../../training/judge/publish-report.js')
    const progress = startProgress()
    const evaluated = await demoRecordings(options, progress.show).finally(progress.stop)
    const { summary, text } = await publishReport(options.out, evaluated, options.seed)
    print(options, summary, () => `${text}\n\nreport: ${resolve(options.out, 'index.html')}`)
  })
