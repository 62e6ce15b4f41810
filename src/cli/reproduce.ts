import { join } from 'node:path'
import { Argument, InvalidArgumentError, type Command } from 'commander'
import type { OnProgress } from '../../training/data/options'
import type { Months } from '../../training/studies/setting-d/panel'
import type { TrustTable } from '../../training/studies/trust/trust'
import { config } from '../app/config/settings'
import { Fault } from '../core/error'
import { projectFolder } from '../app/project-folder'
import { rowsTable } from '../report/tables/text-table'
import { ablationText } from './ablation-text'
import { bandOptimumText } from './band-optimum-text'
import { command, print, type CommonOptions } from './command'
import { forecastersText } from './forecasters-text'
import { startProgress } from './progress'
import { allRegimesText } from './regimes-text'
import { forecastsText, settingAText, settingDText } from './reproduce-text'
import { settingBText } from './setting-b-text'
import { settingCText } from './setting-c-text'
import { variancePremiumText } from './variance-premium-text'

/** The evidence of losses and the delays of the rule of trust as text tables. */
const trustText = ({ evidence, faults, promised, recording, testBars, trustedShare }: TrustTable): string =>
  [
    `Evidence that a forecaster is worse than log-HAR; a false alarm after ${promised} differences on average, or later, is promised`,
    '',
    rowsTable(evidence, [
      ['differences of loss, in scales', ({ differences }) => differences, 'left'],
      ['mean run', ({ mean, alarmed, runs }) => `${alarmed < runs ? '> ' : ''}${mean.toFixed(0)}`],
      ['alarms', ({ alarmed, runs }) => `${alarmed} of ${runs}`],
    ]),
    '',
    `${recording}: trusted on ${(100 * trustedShare).toFixed(2)} % of ${testBars} unseen bars; with a fault from the first of them on, over four days:`,
    '',
    rowsTable(faults, [
      ['fault', ({ fault }) => fault, 'left'],
      ['bars to an objection', ({ bars }) => (bars === undefined ? 'never' : String(bars))],
      ['trusted', (own) => `${(100 * own.trustedShare).toFixed(1)} %`],
      ['reasons', ({ reasons }) => reasons.join(', '), 'left'],
    ]),
  ].join('\n')

/** A table as data, with a function that renders it as text. */
type Reproduced = { readonly table: unknown; readonly text: () => string }

type ReproduceOptions = CommonOptions & Months & { readonly data?: string }

type Reproduce = (seed: number, onProgress: OnProgress, options: ReproduceOptions) => Promise<Reproduced>

const tables: Readonly<Record<string, Reproduce>> = {
  'setting-a': async (seed, onProgress) => {
    const { reproduceSettingA } = await import('../../training/studies/setting-a/setting-a.js')
    const { trainSettingANetwork } = await import('../../training/studies/setting-a/entries.js')
    const network = await trainSettingANetwork(seed, (share) => onProgress('training the network', share, 1))
    const table = reproduceSettingA(seed, (share) => onProgress('setting-a', share, 1), undefined, network)
    return { table, text: () => settingAText(table) }
  },
  'setting-b': async (seed, onProgress) => {
    const { reproduceSettingB } = await import('../../training/studies/setting-b/setting-b.js')
    const table = await reproduceSettingB(seed, (stage, share) => {
      onProgress(stage, share, 1)
    })
    return { table, text: () => settingBText(table) }
  },
  'setting-c': async (seed, onProgress) => {
    const { reproduceSettingC } = await import('../../training/studies/setting-c/setting-c.js')
    const table = reproduceSettingC(config().dataFolder, seed, (share) => onProgress('setting-c', share, 1))
    return { table, text: () => settingCText(table) }
  },
  'setting-d': async (_seed, onProgress, { data, from, to }) => {
    const { reproduceSettingD } = await import('../../training/studies/setting-d/setting-d.js')
    const folder = data ?? config().dataFolder
    const chains = reproduceSettingD(folder, { from, to }, (share) => onProgress('setting-d', share, 1))
    const { indexGains } = await import('../../training/studies/setting-d/index-surface.js')
    const table = { ...chains, index: indexGains(join(config().dataFolder, 'surface-spx')) }
    return { table, text: () => settingDText(table) }
  },
  'band-optimum': async (seed, onProgress) => {
    const { reproduceBandOptimum } = await import('../../training/studies/band-optimum/band-optimum.js')
    const table = await reproduceBandOptimum(seed, onProgress)
    return { table, text: () => bandOptimumText(table) }
  },
  forecasts: async () => {
    const { reproduceForecasts } = await import('../../training/studies/forecasts/forecasts.js')
    const table = reproduceForecasts(config().dataFolder)
    return { table, text: () => forecastsText(table) }
  },
  ablation: async (seed, onProgress) => {
    const { reproduceAblation } = await import('../../training/studies/ablation/ablation.js')
    const table = await reproduceAblation(config().dataFolder, seed, onProgress)
    return { table, text: () => ablationText(table) }
  },
  forecasters: async (seed, onProgress) => {
    const { chooseBackend } = await import('../../models/backend.js')
    const { reproduceForecasters } = await import('../../training/studies/forecasters/forecasters.js')
    await chooseBackend('auto')
    const table = await reproduceForecasters(config().dataFolder, seed, onProgress)
    return { table, text: () => forecastersText(table) }
  },
  regimes: async (seed, onProgress) => {
    const { reproduceAllRegimes } = await import('../../training/studies/regimes/regimes.js')
    const table = await reproduceAllRegimes(config().dataFolder, seed, (stage, share) => onProgress(stage, share, 1))
    return { table, text: () => allRegimesText(table) }
  },
  'variance-premium': async (seed) => {
    const { reproduceVariancePremium } = await import('../../training/studies/variance-premium/variance-premium.js')
    const table = await reproduceVariancePremium(config().dataFolder, seed)
    return { table, text: () => variancePremiumText(table) }
  },
  trust: async (seed) => {
    const { reproduceTrust } = await import('../../training/studies/trust/trust.js')
    const table = await reproduceTrust(join(projectFolder(), 'data/microstructure'), seed)
    return { table, text: () => trustText(table) }
  },
}

const month = (text: string): string => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('is not a month as YYYY-MM.')
  return text
}

/** `bandshift reproduce`: recomputes a reference table beside its published or exact figures. */
export const reproduceCommand = (): Command =>
  command('reproduce', 'recompute a published reference table and print ours beside it')
    .addArgument(new Argument('<table>', 'which table').choices(Object.keys(tables)))
    .option('--data <folder>', 'setting-d: folder of the recorded chains instead of the data folder')
    .option('--from <month>', 'setting-d: first month, YYYY-MM', month)
    .option('--to <month>', 'setting-d: last month, YYYY-MM', month)
    .action(async (name: string, options: ReproduceOptions) => {
      const given = (['data', 'from', 'to'] as const).find((key) => options[key] !== undefined)
      if (given !== undefined && name !== 'setting-d') throw new Fault('usage', `--${given} is of setting-d alone`)
      const progress = startProgress()
      progress.show(name, 0, 1)
      const { table, text } = await tables[name](options.seed, progress.show, options).finally(progress.stop)
      print(options, table, text)
    })
