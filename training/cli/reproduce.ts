import { Argument, type Command } from 'commander'
import { config } from '../../src/app/config/config'
import { command, print, type CommonOptions } from '../../src/app/cli/command'

const tables = {
  'setting-a': async (seed: number) => (await import('../reproduce/setting-a.js')).reproduceSettingA(seed),
  forecasts: async () => (await import('../reproduce/forecasts.js')).reproduceForecasts(config().dataFolder),
  regimes: async (seed: number) => (await import('../reproduce/regimes.js')).reproduceRegimes(seed),
}

const isTable = (name: string): name is keyof typeof tables => name in tables

/** `bandshift reproduce`: recomputes a reference table beside its published or exact figures. */
export const reproduceCommand = (): Command =>
  command('reproduce', 'recompute a published reference table and print ours beside it')
    .addArgument(new Argument('<table>', 'which table').choices(Object.keys(tables)))
    .action(async (name: string, options: CommonOptions) => {
      if (!isTable(name)) return
      const table = await tables[name](options.seed)
      print(options, table, () => JSON.stringify(table, undefined, 2))
    })
