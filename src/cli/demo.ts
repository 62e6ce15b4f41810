import { resolve } from 'node:path'
import type { Command } from 'commander'
import { command, print, type CommonOptions } from './command'
import type { DemoOptions } from './demo-legs'
import { startProgress } from './progress'
import { processesOption, withResearchOptions } from './research-options'

/** `bandshift demo`: train, publish, evaluate on the untouched last part, report. */
export const demoCommand = (): Command =>
  withResearchOptions(
    command('demo', 'train on a recording, publish, evaluate on its untouched last part and report')
      .option('--data <recording>', 'folder of a recording; without it the shipped one and a real daily series')
      .option('--models <registry>', 'registry to publish to', 'models/registry')
      .option('--out <folder>', 'folder of the report', 'reports/demo')
      .addOption(processesOption()),
  ).action(async (options: CommonOptions & DemoOptions & { readonly out: string }) => {
    const { demoLegs } = await import('./demo-legs.js')
    const { publishReport } = await import('../../training/judge/publish-report.js')
    const progress = startProgress()
    const legs = await demoLegs(options, progress.show).finally(progress.stop)
    const { summary, text } = await publishReport(options.out, legs, options.seed)
    print(options, summary, () => `${text}\n\nreport: ${resolve(options.out, 'index.html')}`)
  })
