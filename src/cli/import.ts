import { Option, type Command } from 'commander'
import { formatNames, type FormatName } from '../adapters/recordings'
import type { Origin } from '../ports/recording-store'
import { importRecording, type ImportCount, type ImportProgress, type ImportSummary } from './import-files'
import { command, print, type CommonOptions } from './command'

type ImportOptions = CommonOptions & {
  readonly format: FormatName
  readonly input: readonly string[]
  readonly out: string
  readonly venue?: string
  readonly symbol?: string
  readonly origin: Origin
  readonly title?: string
  readonly licence?: string
}

const countLine = (name: string, { read, accepted, quarantined }: ImportCount): string => {
  const reasons = Object.entries(quarantined).map(([reason, count]) => `${count} ${reason}`)
  return `${name}: ${read} rows read, ${accepted} accepted, ${reasons.length > 0 ? `quarantined: ${reasons.join(', ')}` : 'none quarantined'}`
}

const summaryText = ({ recording, files, total }: ImportSummary): string =>
  [
    ...files.map((file) => countLine(file.isNew ? file.file : `${file.file} (already recorded)`, file)),
    countLine(`total in ${recording}`, total),
  ].join('\n')

const showProgress = ({ file, index, files, read }: ImportProgress): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${index + 1}/${files} ${file}: ${read} rows`)
}

/** `bandshift import`: files of a format into a recording. */
export const importCommand = (): Command =>
  command('import', 'read market data files into a recording')
    .addOption(new Option('--format <name>', 'format of the files').choices(formatNames).makeOptionMandatory())
    .requiredOption('--input <files...>', "files or patterns ('*', '?'), plain or gzip")
    .requiredOption('--out <recording>', 'folder of the recording, made or added to')
    .option('--venue <name>', "venue, instead of the file's own or 'file'")
    .option('--symbol <name>', "symbol, instead of the file's own or the first part of its name")
    .addOption(
      new Option('--origin <origin>', 'where the data comes from').choices(['real', 'synthetic']).default('real'),
    )
    .option('--title <text>', 'a sentence on the recording')
    .option('--licence <text>', 'licence of the data')
    .action(async (options: ImportOptions) => {
      const { input, ...rest } = options
      const summary = await importRecording({ ...rest, inputs: input }, showProgress)
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
      print(options, summary, () => summaryText(summary))
    })
