import type { Command } from 'commander'
import { loadConfig, readConfig } from '../app/config/file/load-config'
import { plainConfig, writeConfig } from '../app/config/file/write-config'
import { config, lookupEnvironment } from '../app/config/settings'
import { command, print, type CommonOptions } from './command'

type Options = CommonOptions & { readonly check?: boolean }

/**
 * `config`: prints the configuration that the service would run with, secrets masked; with --check all that is wrong
 * with it, exit code 2.
 */
export const configCommand = (): Command =>
  command('config', 'print the configuration of the service as it takes effect, secrets masked')
    .option('--check', 'say everything that is wrong with it, and nothing else')
    .action((options: Options) => {
      const settings = config()
      if (options.check === true) {
        const read = readConfig(settings, lookupEnvironment)
        const problems = 'problems' in read ? read.problems : []
        print(options, { file: read.file, problems }, () =>
          problems.length === 0 ? `${read.file}: nothing is wrong` : problems.join('\n'),
        )
        if (problems.length > 0) process.exitCode = 2
        return
      }
      const effective = loadConfig(settings, lookupEnvironment)
      print(options, plainConfig(effective), () => writeConfig(effective))
    })
