import type { Command } from 'commander'
import type { EvaluateOptions } from '../../training/judge/evaluate'
import { command, print, type CommonOptions } from './command'
import { between } from './numbers'
import { startProgress } from './progress'
import { withResearchOptions } from './research-options'

/** `bandshift evaluate`: the registry's champions on what they have not seen of a recording, as a report. */
export const evaluateCommand = (): Command =>
  withResearchOptions(
    command('evaluate', 'judge models and hedges on data the models have not seen')
      .requiredOption('--data <recording>', 'folder of the recording')
      .requiredOption('--models <registry>', 'folder of the registry')
      .requiredOption('--out <folder>', 'folder of the report')
      .option('--ablation', 'also measure what each family of features adds')
      .option('--days <n>', 'judge on the newest so many trading days alone', between(0, 3650)),
  ).action(async (options: CommonOptions & EvaluateOptions & { readonly out: string }) => {
    const { evaluateModels } = await import('../../training/judge/evaluate.js')
    const { publishReport } = await import('../../training/judge/publish-report.js')
    const progress = startProgress()
    const evaluated = await evaluateModels(options, progress.show).finally(progress.stop)
    const { summary, text } = await publishReport(options.out, [evaluated], options.seed)
    print(options, summary, () => `${text}\n\nreport: ${options.out}/index.html`)
  })
