import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  dataFiles,
  detectFile,
  formatNames,
  importSource,
  isOrderBook,
  sourcesOf,
  type DataFile,
  type Detected,
  type FormatName,
  type ImportSource,
  type SourceOutcome,
  type StatedFacts,
} from '../adapters/recordings'
import { Fault } from '../core/error'
import type { Timestamp } from '../core/market/event'
import type { Origin } from '../ports/recording-store'
import { command, print, type CommonOptions } from './command'
import { within } from './numbers'

export type ImportRequest = {
  /** 'auto', the default, tells the format of each file by its name and first lines. */
  readonly format?: FormatName | 'auto' | undefined
  /** Files and patterns; `*` and `?` match within a folder. */
  readonly inputs: readonly string[]
  /** Folder of the recording: made where missing, added to where there is one. */
  readonly out: string
  readonly venue?: string | undefined
  readonly symbol?: string | undefined
  /** IANA zone of stamps that state none; UTC where not given. */
  readonly zone?: string | undefined
  /** The rows come newest first; bars that do are told without it. */
  readonly newestFirst?: boolean | undefined
  /** Records what is left of a file of which no row, or less than half for one reason, can be accepted. */
  readonly allowLoss?: boolean | undefined
  /** 'real' where not given. */
  readonly origin?: Origin | undefined
  readonly title?: string | undefined
  readonly licence?: string | undefined
  /** What the instruments are, beside what their venues say. */
  readonly stated?: StatedFacts | undefined
}

type ImportCount = {
  readonly read: number
  readonly accepted: number
  /** Rows left out, by reason. */
  readonly quarantined: Readonly<Record<string, number>>
}

/** `detected` where the format was not given. */
type ImportedFile = SourceOutcome & { readonly detected?: Detected | undefined }

export type ImportSummary = {
  readonly recording: string
  readonly files: readonly ImportedFile[]
  readonly total: ImportCount
}

type ImportProgress = {
  readonly file: string
  readonly index: number
  readonly files: number
  readonly read: number
  /** Whom the import waits for, a sentence. */
  readonly waits?: string
}

const asPattern = (name: string): RegExp =>
  new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

/** The files that a pattern names, sorted; a `bad-input` fault where there are none. */
const matchFiles = async (input: string): Promise<readonly string[]> => {
  const name = basename(input)
  if (!/[*?]/.test(name)) return [input]
  const folder = dirname(input)
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Fault('bad-input', `${input}: no such folder`, { cause })
  })
  const pattern = asPattern(name)
  const files = entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(folder, entry.name))
  if (files.length === 0) throw new Fault('bad-input', `${input}: no file matches`)
  return files.sort()
}

type Planned = { readonly source: ImportSource; readonly format: FormatName; readonly detected?: Detected }

/** The sources at a path, each with the format that its file or entry of an archive is told to have. */
const told = async (files: readonly DataFile[]): Promise<readonly Planned[]> => {
  const byFormat = new Map<FormatName, DataFile[]>()
  const found = new Map<DataFile, Detected>()
  for (const file of files.filter((one) => !isOrderBook(one))) {
    const detected = await detectFile(file)
    found.set(file, detected)
    byFormat.set(detected.format, [...(byFormat.get(detected.format) ?? []), file])
  }
  return [...byFormat].flatMap(([format, own]) =>
    sourcesOf(format, format === 'lobster' ? [...own, ...files.filter(isOrderBook)] : own).map((source) => ({
      ...{ source, format },
      detected: found.get(source.files[0])!,
    })),
  )
}

/** The sources of files and of entries of zip archives, each with its format. */
const planned = async (format: FormatName | 'auto', paths: readonly string[]): Promise<readonly Planned[]> => {
  const sources: Planned[] = []
  for (const path of paths) {
    const files = await dataFiles(path)
    const some = format === 'auto' ? await told(files) : sourcesOf(format, files).map((source) => ({ source, format }))
    sources.push(...some)
  }
  return sources
}

const addUp = (files: readonly SourceOutcome[]): ImportCount => {
  const quarantined: Record<string, number> = {}
  let [read, accepted] = [0, 0]
  for (const file of files) {
    read += file.read
    accepted += file.accepted
    for (const [reason, count] of Object.entries(file.quarantined))
      quarantined[reason] = (quarantined[reason] ?? 0) + count
  }
  return { read, accepted, quarantined }
}

/**
 * Imports files into a recording, one after the other, each as a whole: a fault in one (`bad-input`) ends the import,
 * the files before it are kept and nothing of it is. Importing a file again changes nothing and reports the rows
 * recorded from it.
 */
export const importRecording = async (
  request: ImportRequest,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportSummary> => {
  const { format = 'auto', inputs, out } = request
  if (inputs.length === 0) throw new Fault('usage', 'no input is named')
  const found = (await Promise.all(inputs.map(matchFiles))).flat()
  const sources = await planned(format, [...new Set(found)])
  const identity = {
    origin: request.origin ?? 'real',
    title:
      request.title ?? `${sources[0]?.source.name ?? ''}${sources.length > 1 ? ` and ${sources.length - 1} more` : ''}`,
    licence: request.licence ?? 'not stated',
  }
  const files: ImportedFile[] = []
  for (const [index, { source, format, detected }] of sources.entries()) {
    const at = { file: source.name, index, files: sources.length }
    let rows = 0
    const onRows = (read: number): void => onProgress({ ...at, read: (rows = read) })
    const onWait = (waits: string): void => onProgress({ ...at, read: rows, waits })
    const outcome = await importSource({ ...request, format, source, recording: out, identity, onRows, onWait })
    files.push(detected === undefined ? outcome : { ...outcome, detected })
  }
  return { recording: out, files, total: addUp(files) }
}

/** The options of `addFactOptions`, as they come. */
type FactOptions = Omit<StatedFacts, 'impliedVols'> & { readonly ivUnit?: StatedFacts['impliedVols'] }

const instant = (written: string): Timestamp => {
  const time = Date.parse(written)
  if (!/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(written) || Number.isNaN(time))
    throw new InvalidArgumentError("a time with its zone, such as '2025-06-27T08:00:00Z'.")
  return time * 1000
}

/** Options that say what the instruments of an import are, where their venue is not known to. */
const addFactOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--kind <kind>', 'what the instrument is, where its venue is not known to tell').choices([
        ...['spot', 'perpetual', 'future', 'option', 'index', 'equity'],
      ]),
    )
    .option('--base <currency>', 'what is traded, such as BTC')
    .option('--quote <currency>', 'what its prices are in, such as USD')
    .addOption(
      new Option('--settlement <kind>', 'linear: in the quote currency; inverse: in the base').choices([
        ...['linear', 'inverse'],
      ]),
    )
    .addOption(
      new Option('--amounts <unit>', 'what the amounts of the files count').choices(['contracts', 'base', 'quote']),
    )
    .option('--contract-size <number>', 'units of the base or quote currency in a contract', within(1e-12, 1e12))
    .addOption(new Option('--contract-unit <unit>', 'what a contract is a number of').choices(['base', 'quote']))
    .option('--expiry <time>', "when it expires, such as '2025-06-27T08:00:00Z'", instant)
    .addOption(
      new Option('--iv-unit <unit>', 'how the files write implied volatility').choices(['fraction', 'percent']),
    )
    .option('--override-venue', 'take these facts where the venue is known to have others')

/** What the options say. */
const statedFacts = (options: FactOptions): StatedFacts => {
  const { kind, base, quote, settlement, amounts, contractSize, contractUnit, expiry, ivUnit, overrideVenue } = options
  const contract = { contractSize, contractUnit }
  return { kind, base, quote, settlement, amounts, ...contract, expiry, impliedVols: ivUnit, overrideVenue }
}

type ImportOptions = CommonOptions &
  FactOptions & {
    readonly format: FormatName | 'auto'
    readonly input: readonly string[]
    readonly out: string
    readonly venue?: string
    readonly symbol?: string
    readonly zone?: string
    readonly newestFirst?: boolean
    readonly allowLoss?: boolean
    readonly origin: Origin
    readonly title?: string
    readonly licence?: string
  }

const countLine = (
  name: string,
  { read, accepted, quarantined, flagged, notes }: ImportCount & Pick<SourceOutcome, 'flagged' | 'notes'>,
): string => {
  const counted = (by: object): readonly string[] => Object.entries(by).map(([name, count]) => `${count} ${name}`)
  const reasons = counted(quarantined)
  const off = flagged === undefined ? '' : `; flagged, no trades of the book: ${counted(flagged).join(', ')}`
  const noted = Object.entries(notes ?? {}).map(([about, text]) => `; ${about}: ${text}`)
  return `${name}: ${read} rows read, ${accepted} accepted, ${reasons.length > 0 ? `quarantined: ${reasons.join(', ')}` : 'none quarantined'}${off}${noted.join('')}`
}

/** Changes of level that are named for a file; more are counted. */
const namedChanges = 3

const changeLines = ({ file, levelChanges = [] }: SourceOutcome): readonly string[] => [
  ...levelChanges.slice(0, namedChanges).map(({ instrument, at, from, to }) => {
    const time = new Date(at / 1000).toISOString()
    return `${file}: ${instrument.symbol} goes from ${from} to ${to} at ${time} and stays there: a gap marks it`
  }),
  ...(levelChanges.length > namedChanges
    ? [`${file}: ${levelChanges.length - namedChanges} more changes of level, each marked by a gap`]
    : []),
]

const summaryText = ({ recording, files, total }: ImportSummary): string =>
  [
    ...files.flatMap((file) => [
      ...(file.detected === undefined ? [] : [`${file.file} is ${file.detected.format}: ${file.detected.because}`]),
      countLine(file.isNew ? file.file : `${file.file} (already recorded)`, file),
      ...changeLines(file),
      ...(file.recordedAlready === undefined
        ? []
        : [`${file.file}: ${file.recordedAlready} events were recorded already and are not stored again`]),
      ...(file.doubts ?? []).map((doubt) => `${file.file}: ${doubt}`),
    ]),
    countLine(`total in ${recording}`, total),
  ].join('\n')

const showProgress = ({ file, index, files, read, waits }: ImportProgress): void => {
  if (waits !== undefined) process.stderr.write(`${file}: ${waits}\n`)
  else if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${index + 1}/${files} ${file}: ${read} rows`)
}

/** `bandshift import`: files of a format into a recording. */
export const importCommand = (): Command =>
  addFactOptions(command('import', 'read market data files into a recording'))
    .addOption(
      new Option('--format <name>', 'format of the files; auto tells it by their names and first lines')
        .choices(['auto', ...formatNames])
        .default('auto'),
    )
    .requiredOption('--input <files...>', "files or patterns ('*', '?'), plain, gzip, zip or Zstandard")
    .requiredOption('--out <recording>', 'folder of the recording, made or added to')
    .option('--venue <name>', "venue, instead of the file's own or 'file'")
    .option('--symbol <name>', "symbol, instead of the file's own or the first part of its name")
    .option(
      '--zone <name>',
      'IANA time zone of stamps that state none (default: UTC); refused for formats without such stamps',
    )
    .option('--newest-first', 'the rows come newest first; bars that do are told without it')
    .option('--allow-loss', 'record what is left where no row is accepted or more than half are refused for one reason')
    .addOption(
      new Option('--origin <origin>', 'where the data comes from').choices(['real', 'synthetic']).default('real'),
    )
    .option('--title <text>', 'a sentence on the recording')
    .option('--licence <text>', 'licence of the data')
    .action(async (options: ImportOptions) => {
      const { input, ...rest } = options
      const summary = await importRecording({ ...rest, stated: statedFacts(options), inputs: input }, showProgress)
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
      print(options, summary, () => summaryText(summary))
    })
