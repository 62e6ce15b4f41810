import type { Command } from 'commander'
import { command, print, type CommonOptions } from '../../src/app/cli/command'
import type { TrainOptions } from '../train'
import { startProgress } from './progress'
import { withResearchOptions } from './research-options'

/** `bandshift train`: models and policy from a recording into a registry. */
export const trainCommand = (): Command =>
  withResearchOptions(
    command('train', 'fit the forecaster, the classifier and the hedging policy, and publish them')
      .requiredOption('--data <recording>', 'folder of the recording')
      .requiredOption('--out <registry>', 'folder of the registry'),
  ).action(async (options: CommonOptions & TrainOptions) => {
    const { train } = await import('../train.js')
    const progress = startProgress()
    const result = await train(options, progress.show).finally(progress.stop)
    print(options, result, () => result.published.map(({ kind, id }) => `${kind} ${id} is in service`).join('\n'))
  })
