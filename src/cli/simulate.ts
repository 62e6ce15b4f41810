import { utcMinute } from '../report/format'
import { Option, type Command } from 'commander'
import { simulate } from '../../training/simulator/simulate'
import { worldKinds, type WorldKind } from '../../training/simulator/world'
import type { RecordingDescription } from '../ports/recording-store'
import { command, print } from './command'
import { between } from './numbers'
import { worldParameter, type WorldParameters } from './research-options'

const text = ({ title, sha256, instruments }: RecordingDescription, out: string): string =>
  [
    `${title} (synthetic) in ${out}`,
    ...instruments.flatMap(({ channels }) =>
      channels.map(
        ({ channel, rows, from, to }) =>
          `  ${channel.padEnd(8)} ${String(rows).padStart(10)} rows  ${utcMinute(from)} to ${utcMinute(to)} UTC`,
      ),
    ),
    `  sha256   ${sha256}`,
  ].join('\n')

/** `bandshift simulate`: writes a market with known truth as a recording. */
export const simulateCommand = (): Command =>
  command('simulate', 'make a recording of a simulated market with known truth')
    .addOption(new Option('--world <kind>', 'which market').choices(worldKinds).makeOptionMandatory())
    .requiredOption('--out <recording>', 'folder of the recording')
    .option('--days <n>', 'simulated days', between(0, 36_500), 30)
    .option(
      '--set <name=value>',
      'a parameter of the world, numbers with commas for one a state; repeatable',
      worldParameter,
    )
    .action(
      async (options: {
        world: WorldKind
        out: string
        days: number
        seed: number
        set?: WorldParameters
        json?: boolean
      }) => {
        const description = await simulate({
          world: options.world,
          days: options.days,
          seed: options.seed,
          out: options.out,
          ...(options.set && { parameters: options.set }),
        })
        print(options, description, () => text(description, options.out))
      },
    )
