import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { projectFolder } from '../src/app/project-folder'
import { bandOptimumText } from '../src/cli/band-optimum-text'
import { forecastersText } from '../src/cli/forecasters-text'
import { regimeTargetsText } from '../src/cli/regimes-text'
import { settingAText, settingDText } from '../src/cli/reproduce-text'
import { settingBText } from '../src/cli/setting-b-text'
import { settingCSummaryText } from '../src/cli/setting-c-text'
import { variancePremiumText } from '../src/cli/variance-premium-text'
import { adaptiveVerdict } from '../src/report/adaptive-verdict'
import type { Backtest, BacktestScore } from '../src/report/backtest/backtest'
import type { ChainBacktest } from '../src/report/chain/chain-backtest'
import { comparedStrategies, type ComparedStrategy } from '../src/report/compared-strategies'
import { judgeLabels } from '../src/report/labels'
import type { Measured } from '../src/report/measured'
import type { ForecastScore, HedgingScore, RecordingResult, Summary } from '../src/report/summary'
import type { BandOptimumTable } from '../training/studies/band-optimum/band-optimum'
import type { ForecasterTable } from '../training/studies/forecasters/forecasters'
import type { RegimeReport } from '../training/studies/regimes/regimes'
import type { SettingA } from '../training/studies/setting-a/setting-a'
import type { SettingB } from '../training/studies/setting-b/setting-b'
import type { SettingC } from '../training/studies/setting-c/setting-c'
import type { PremiumRow } from '../training/studies/variance-premium/variance-premium'

/**
 * Writes results between the markers of docs/RESULTS.md from the files of finished runs:
 * `node dist/bench/results-page.js btc=<folder> setting-a=<file> …`. A block `<!-- results:NAME -->` …
 * `<!-- /results -->` takes the summary.json of the folder given for NAME, for a study the file that
 * `bandshift reproduce NAME --json` wrote, or a backtest.json. Several folders, joined by commas, are compared in one
 * table, by the folder's name: of evaluations, or of backtests on chains. `btc` also renews the table of README.md, and
 * `band=<folder>` the picture docs/band.svg.
 */
const bp = (value: number): string => (1e4 * value).toFixed(Math.abs(value) < 1e-2 ? 1 : 0)

const forecastRow = ({ horizon, n, qlike, ratioToLogHar, dm, mcs90 }: ForecastScore): string =>
  `| ${horizon} | ${n.toLocaleString('en')} | ${qlike.bandshift.toFixed(4)} | ${qlike.logHar.toFixed(4)} | ${ratioToLogHar.toFixed(3)} | ${dm.pValue < 0.001 ? '< .001' : dm.pValue.toFixed(3)} | ${mcs90.includes('bandshift') ? 'yes' : 'no'} |`

const guardRow = (score: HedgingScore): string => {
  const { strategy, setting, entropicPrice, ci, sd, es95, excessEs95OverAdaptive: tail } = score
  return `| ${strategy} (${setting}) | ${bp(entropicPrice)} [${bp(ci.entropicPrice[0])}, ${bp(ci.entropicPrice[1])}] | ${bp(sd)} | ${bp(es95)} | ${tail === undefined ? '–' : measured(tail)} |`
}

const measured = ({ value, ci }: Measured): string => `${bp(value)} [${bp(ci[0])}, ${bp(ci[1])}]`

const share = ({ value, ci }: Measured): string => {
  const [middle, low, high] = [value, ...ci].map((each) => (100 * each).toFixed(1))
  return `${middle} % [${low}, ${high}]`
}

/** Name, saving, setting, and what it costs as tuned. */
const comparedCells = ({ name, setting, tuned, saved, isAdaptive }: ComparedStrategy): readonly string[] => {
  const { value, ci, beyond } = saved ?? {}
  const met = value === undefined || ci === undefined ? undefined : share({ value, ci })
  const gain = isAdaptive ? '–' : `${met ?? 'beyond the grid'}${met !== undefined && beyond !== undefined ? ' †' : ''}`
  const figures =
    tuned === undefined
      ? ['–', '–', '–', '–', '–']
      : [
          ...[bp(tuned.cost), bp(tuned.trackingSd), bp(tuned.ce)],
          ...[tuned.evaluations.toFixed(0), tuned.trades.toFixed(0)],
        ]
  return [isAdaptive ? `**${name}**` : name, gain, setting, ...figures]
}

const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** What adaptive saves at equal tracking against each rival, and every strategy as tuned. */
const comparedTable = (leg: RecordingResult): readonly string[] => [
  '| strategy | adaptive saves, equal tracking [95 %] | tuned before the test part | cost | tracking sd | certainty equivalent | evaluations | trades |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...comparedStrategies(leg).map((row) => tableRow(comparedCells(row))),
]

const policyTables = ({ byRegime, ablation }: RecordingResult): readonly string[] => [
  '| called regime | share of time | half-width | interval, s | evaluations a day | cost a day | tracking a day |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...byRegime.map(
    (row) =>
      `| ${row.regime} | ${(100 * row.share).toFixed(0)} % | ${row.halfWidth.toFixed(4)} | ${row.intervalSeconds.toFixed(0)} | ${row.evaluationsPerDay.toFixed(1)} | ${bp(row.cost)} | ${bp(row.tracking)} |`,
  ),
  '',
  '| policy | certainty equivalent over as deployed [95 %] | cost | tracking sd | evaluations |',
  '| --- | --- | --- | --- | --- |',
  ...ablation.map(
    ({ policy, ceExcess, cost, trackingSd, evaluations }) =>
      `| ${policy} | ${ceExcess === undefined ? '–' : share(ceExcess)} | ${bp(cost)} | ${bp(trackingSd)} | ${evaluations.toFixed(0)} |`,
  ),
]

const regimeRow = (leg: RecordingResult): string => {
  const { regime } = leg
  const rivals = Object.entries(regime.baselines).map(
    ([name, { logLoss, balancedAccuracy }]) => `${name} ${logLoss.toFixed(3)} / ${balancedAccuracy.toFixed(3)}`,
  )
  return `Regimes, filtered, against ${judgeLabels[regime.judgedBy]}, log loss / balanced accuracy: **bandshift ${regime.logLoss.toFixed(3)} / ${regime.balancedAccuracy.toFixed(3)}**, ${rivals.join(', ')}.`
}

const block = ({ legs }: Summary): string =>
  legs
    .map((leg) =>
      [
        `**${leg.origin === 'synthetic' ? 'SYNTHETIC DATA' : 'REAL DATA'}: ${leg.title}.** Trained ${leg.split.trainFrom} to ${leg.split.trainTo}, tested ${leg.split.testFrom} to ${leg.split.testTo}.`,
        '',
        '| horizon | rows | QLIKE bandshift | log-HAR | ratio | DM p | in 90 % set |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...leg.forecast.map(forecastRow),
        '',
        regimeRow(leg),
        '',
        `Short ${leg.optionDays}-day at-the-money calls, ${leg.hedging[0].paths} paths, basis points of spot; † at the rival's nearest setting:`,
        '',
        ...comparedTable(leg),
        '',
        ...policyTables(leg),
        '',
        'Guard, total P&L:',
        '',
        '| strategy, tuned before the test part | entropic price | sd | ES95 | ES95 over adaptive |',
        '| --- | --- | --- | --- | --- |',
        ...[...leg.hedging].sort((a, b) => a.entropicPrice - b.entropicPrice).map(guardRow),
        '',
        ...[
          ...adaptiveVerdict(leg).sentences,
          ...leg.verdict.filter((sentence) => /option lives|truth/i.test(sentence)),
        ].map((sentence) => `- ${sentence}`),
      ].join('\n'),
    )
    .join('\n\n')

const summaryOf = (folder: string): Summary => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary

/** Reference settings as the command line prints them. */
const settings: Readonly<Record<string, (table: unknown) => string>> = {
  'band-optimum': (table) => bandOptimumText(table as BandOptimumTable),
  forecasters: (table) => forecastersText(table as ForecasterTable),
  regimes: (table) => regimeTargetsText((table as RegimeReport).targets),
  'setting-a': (table) => settingAText(table as SettingA),
  'setting-b': (table) => settingBText(table as SettingB),
  'variance-premium': (table) => variancePremiumText(table as { readonly rows: readonly PremiumRow[] }),
  'setting-c': (table) => settingCSummaryText(table as SettingC),
  'setting-d': (table) => settingDText(table as Parameters<typeof settingDText>[0]),
}

const backtestRow = ({ strategy, setting, measures, excess }: BacktestScore): string =>
  `| ${strategy}${strategy === 'adaptive' ? '' : ` (${setting})`} | ${measured(measures.entropicPrice)} | ${excess === undefined ? '–' : measured(excess.entropicPrice)} | ${bp(measures.cost.value)} | ${bp(measures.trackingSd.value)} | ${bp(measures.ce.value)} | ${bp(measures.sd.value)} | ${bp(measures.es95.value)} | ${measures.evaluations.value.toFixed(0)} | ${measures.trades.value.toFixed(0)} |`

const backtestBlock = ({ title, origin, volSource, strategies }: Backtest): string =>
  [
    `**${origin === 'synthetic' ? 'SYNTHETIC DATA' : 'REAL DATA'}: ${title}**, volatility by ${volSource}, basis points of spot:`,
    '',
    `| strategy | entropic price | less ${strategies[0].strategy}, same paths | cost | tracking sd | certainty equivalent | sd | ES95 | evaluations | trades |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...strategies.map(backtestRow),
  ].join('\n')

/** What the adaptive policy saves on one recording, what could be saved, its evaluations, and what the regimes gain. */
const savingRow = (folder: string): string => {
  const {
    legs: [{ costSaved, interval, optimum, ablation }],
  } = summaryOf(folder)
  const shown = (against: string, volatility: 'forecast' | 'log-har' | 'none'): string => {
    const { value, ci } = costSaved.find((own) => own.against === against && own.volatility === volatility) ?? {}
    return value === undefined || ci === undefined ? '–' : share({ value, ci })
  }
  const without = ablation.find(({ policy }) => policy === 'without the classifier')?.ceExcess
  return tableRow([
    basename(folder),
    ...[shown('whalley-wilmott', 'forecast'), shown('whalley-wilmott', 'log-har')],
    ...[shown('fixed-band', 'none'), shown('fixed-interval', 'none')],
    optimum !== undefined && 'gain' in optimum ? share(optimum.gain) : '–',
    `${interval.evaluations.toFixed(0)} of ${interval.atEveryBar}`,
    share({ value: interval.ceLoss, ci: interval.ci }),
    without === undefined ? '–' : share(without),
  ])
}

const savingTable = (folders: readonly string[]): string =>
  [
    '| report | saved against Whalley-Wilmott at our forecast [95 %] | at log-HAR | fixed band | timer | certainty equivalent that the optimum gains | evaluations | certainty equivalent they lose | lost without the classifier |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...folders.map(savingRow),
  ].join('\n')

const chainFile = (folder: string): string => join(folder, 'chain-backtest.json')

/** Two rows of a book on recorded chains: what stands at the cost of the best threshold around plain and net delta. */
const chainRows = (folder: string): readonly string[] => {
  const { against } = JSON.parse(readFileSync(chainFile(folder), 'utf8')) as ChainBacktest
  return against.map(({ baseline, families }) => {
    const { cost, es95 } = baseline.measured
    const lower = (strategy: string, options: boolean): string => {
      const { reduction } = families.find(
        (one) => one.strategy === strategy && one.centre === 'net' && one.options === options,
      )!
      return reduction === undefined ? 'none as cheap' : share(reduction)
    }
    return tableRow([
      ...[basename(folder), baseline.centre, baseline.setting, cost.value.toPrecision(2), measuredPlain(es95)],
      ...[lower('delta-threshold', false), lower('whalley-wilmott', false), lower('adaptive', false)],
      lower('adaptive', true),
    ])
  })
}

const measuredPlain = ({ value, ci }: Measured): string =>
  `${value.toPrecision(3)} [${ci.map((bound) => bound.toPrecision(3)).join(', ')}]`

/** Books on recorded chains, and how much of the change in mark their causes explain. */
const chainTable = (folders: readonly string[]): string => {
  const explained = new Map(
    folders.map((folder) => {
      const result = JSON.parse(readFileSync(chainFile(folder), 'utf8')) as ChainBacktest
      return [result.symbol, result.explained]
    }),
  )
  const lines = [...explained].map(
    ([symbol, { pairs, spot, atMoney, all }]) =>
      `${symbol}: ${pairs.toLocaleString('en')} option intervals quoted within 10 %; delta, gamma and theta explain ${(100 * spot).toFixed(1)} % of the change in mark, with vega at the money ${(100 * atMoney).toFixed(1)} %, all causes ${(100 * all).toFixed(1)} %.`,
  )
  return [
    lines.join(' '),
    '',
    '| book | threshold around | setting | its cost a day | its ES95 | net threshold lower by | Whalley-Wilmott, net | adaptive, net | adaptive, net, with options |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...folders.flatMap(chainRows),
  ].join('\n')
}

const contentOf = (name: string, path: string): string => {
  if (existsSync(chainFile(path.split(',')[0]))) return chainTable(path.split(','))
  if (path.includes(',')) return savingTable(path.split(','))
  if (path.endsWith('backtest.json')) return backtestBlock(JSON.parse(readFileSync(path, 'utf8')) as Backtest)
  return name in settings
    ? `\`\`\`\n${settings[name](JSON.parse(readFileSync(path, 'utf8')))}\n\`\`\``
    : block(summaryOf(path))
}

/** The report's figure of one option's band, as a file of its own. */
const pictureOf = (folder: string): string => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const from = page.indexOf('<svg', page.indexOf('One option of the test part'))
  const svg = page.slice(from, page.indexOf('</svg>', from) + '</svg>'.length)
  if (from < 0 || !svg.startsWith('<svg')) throw new Error(`${folder}/index.html has no figure of the band`)
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
}

/** The rivals that adaptive meets at equal tracking, each once, without their settings. */
const shortTable = (leg: RecordingResult): readonly string[] => [
  '| strategy | adaptive saves [95 %] | cost | tracking sd | certainty equivalent | evaluations | trades |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...comparedStrategies(leg)
    .filter(({ isAdaptive, saved }) => isAdaptive || (saved?.value !== undefined && saved.volatility !== 'log-har'))
    .map((row) => tableRow(comparedCells(row).toSpliced(2, 1))),
]

/** What README.md shows of one evaluated recording: a table of its strategies, sentences of verdict and forecasts. */
const headline = ({ legs: [leg] }: Summary): string => {
  const forecasts = leg.forecast.map(
    ({ horizon, ratioToLogHar, dm }) => `${horizon} ${ratioToLogHar.toFixed(2)}${dm.pValue < 0.05 ? '\\*' : ''}`,
  )
  return [
    `${leg.title}; tested ${leg.split.testFrom.slice(0, 10)} to ${leg.split.testTo.slice(0, 10)}.`,
    `Short ${leg.optionDays}-day calls, ${leg.hedging[0].paths} paths, basis points of spot; what adaptive saves at equal tracking:`,
    '',
    ...shortTable(leg),
    '',
    ...adaptiveVerdict(leg).sentences.slice(1),
    `Forecast loss over log-HAR's by horizon (* better beyond chance): ${forecasts.join(', ')}.`,
  ].join('\n')
}

const fillBlock = async (file: string, name: string, content: string): Promise<void> => {
  const path = join(projectFolder(), file)
  const text = readFileSync(path, 'utf8')
  const start = `<!-- results:${name} -->`
  const from = text.indexOf(start)
  if (from < 0) throw new Error(`${file} has no block ${start}`)
  const to = text.indexOf('<!-- /results -->', from)
  const filled = `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`
  writeFileSync(path, await format(filled, { ...(await resolveConfig(path)), filepath: path }))
}

const main = async (): Promise<void> => {
  for (const argument of process.argv.slice(2)) {
    const [name, path] = argument.split('=')
    if (name === 'band') writeFileSync(join(projectFolder(), 'docs/band.svg'), `${pictureOf(path)}\n`)
    else await fillBlock('docs/RESULTS.md', name, contentOf(name, path))
    if (name === 'btc') await fillBlock('README.md', name, headline(summaryOf(path)))
  }
}

void main()
