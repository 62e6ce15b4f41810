import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { instrumentName, type Instrument } from '../../core/market/instrument'
import { grouped } from './grouped'
import type { Part } from './manifest'
import { parquetTable } from './query'

/** Share of rows above which a doubt is told. */
const doubtful = 0.01
/** Volumes are rounded, prices of a bar too. */
const tolerance = 0.01

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`

/** In SQL: what a unit of volume costs by the bar's "quote volume"; between low and high where the units are right. */
const unitPrice = (facts: Instrument | undefined): string => {
  const size = facts?.amounts === 'contracts' ? (facts.contract?.size ?? 1) : 1
  if (facts?.settlement === 'inverse' && facts.amounts !== 'base') return `(${size} * volume / quote_volume)`
  return facts?.contract?.unit === 'base' ? `(quote_volume / (${size} * volume))` : '(quote_volume / volume)'
}

const near = (value: number, to: number): boolean => Math.abs(value / to - 1) < 0.02
const isRound = (value: number): boolean => near(value, 10 ** Math.round(Math.log10(value)))
const round = (value: number): number => Number((10 ** Math.round(Math.log10(value))).toPrecision(1))

/** What the medians of quote volume ÷ volume, of that ÷ price and of that × price say of the units. */
const causeOf = ([ratio, contract, dollars]: readonly number[]): string => {
  if (near(contract, 1)) return 'volume counts units of the base, the quote volume money: state --amounts base'
  if (near(ratio, 1)) return 'both columns count money: state --amounts quote'
  if (isRound(dollars))
    return `volume counts contracts of ${round(dollars)} in the quote currency, the quote volume coins: state --settlement inverse --amounts contracts --contract-size ${round(dollars)} --contract-unit quote`
  if (isRound(contract))
    return `volume counts contracts of ${round(contract)} units of the base: state --amounts contracts --contract-size ${round(contract)} --contract-unit base`
  return 'volume or quote volume counts something else: state --amounts and --contract-size'
}

const numbersOf = async (connection: DuckDBConnection, sql: string): Promise<readonly number[]> =>
  (await connection.runAndReadAll(sql)).getRows()[0].map(Number)

const checkBars = async (connection: DuckDBConnection, table: string, facts: Instrument | undefined) => {
  const price = unitPrice(facts)
  const [rows, wrong, ...medians] = await numbersOf(
    connection,
    `SELECT count(*), coalesce(sum((${price} NOT BETWEEN low * ${1 - tolerance} AND high * ${1 + tolerance})::INT), 0),
      coalesce(median(quote_volume / volume), 0), coalesce(median(quote_volume / volume / close), 0),
      coalesce(median(quote_volume / volume * close), 0)
    FROM ${table} WHERE volume > 0 AND quote_volume > 0`,
  )
  if (!(wrong > doubtful * rows)) return undefined
  return `quote volume ÷ volume lies outside the prices of ${percent(wrong / rows)} of ${rows} bars: probably ${causeOf(medians)}`
}

/** What an amount is a whole multiple of, in the source's unit; undefined where no contract tells. */
const stepOf = ({ amounts, contract, kind }: Instrument): number | undefined => {
  if (amounts === 'contracts') return 1
  if (contract === undefined || amounts !== contract.unit) return undefined
  return amounts === 'quote' || (kind === 'option' && contract.size !== 1) ? contract.size : undefined
}

const checkTrades = async (connection: DuckDBConnection, table: string, step: number) => {
  const [rows, broken] = await numbersOf(
    connection,
    `SELECT count(*), coalesce(sum((abs(size / ${step} - round(size / ${step})) > 1e-6)::INT), 0) FROM ${table}`,
  )
  if (broken === 0) return undefined
  const cause = broken > rows / 2 ? ': probably amounts count something else, state --amounts' : ''
  const size = step === 1 ? 'contracts' : `contracts of ${step}`
  return `${broken} of ${rows} trades (${percent(broken / rows)}) are no whole number of ${size}${cause}`
}

/** Instruments whose contracts are named for a file; more are counted. */
const namedSizes = 3

/** What is not confirmed of the sizes of contracts. */
const sizeDoubts = (instruments: readonly (Instrument | undefined)[]): readonly string[] => {
  const doubts = instruments.flatMap((facts) => {
    if (facts?.amounts !== 'contracts' || (facts.contract !== undefined && !facts.contract.assumed)) return []
    const { contract, base, quote } = facts
    const what =
      contract === undefined
        ? 'amounts count contracts of a size that is not known; --contract-size states it'
        : `a contract is taken to be ${contract.size} ${contract.unit === 'base' ? base : quote}, which nothing in the file confirms; --contract-size states another size`
    return [`${instrumentName(facts)}: ${what}`]
  })
  const more = doubts.length - namedSizes
  return more > 0 ? [...doubts.slice(0, namedSizes), `so are the contracts of ${more} more instruments`] : doubts
}

/**
 * Doubts about the units of new parts of a recording, a sentence each: contracts whose size is assumed or not known,
 * bars whose quote volume ÷ volume is no price of theirs, and trades of a fraction of a contract.
 */
export const unitDoubts = async (
  folder: string,
  parts: readonly Part[],
  factsOf: (part: Part) => Instrument | undefined,
): Promise<readonly string[]> => {
  const instruments = [...grouped(parts, instrumentName).values()].map(([part]) => factsOf(part))
  const doubts = [...sizeDoubts(instruments)]
  const groups = grouped(
    parts.filter(({ channel }) => channel === 'bars' || channel === 'trades'),
    (part) => `${part.channel} ${instrumentName(part)}`,
  )
  if (groups.size === 0) return doubts
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MiB' })
  try {
    const connection = await instance.connect()
    for (const own of groups.values()) {
      const [facts, table] = [factsOf(own[0]), parquetTable(folder, own)]
      const step = facts && stepOf(facts)
      const isBars = own[0].channel === 'bars'
      const doubt = isBars
        ? await checkBars(connection, table, facts)
        : step && (await checkTrades(connection, table, step))
      if (doubt) doubts.push(`${instrumentName(own[0])}: ${doubt}`)
    }
    connection.closeSync()
  } finally {
    instance.closeSync()
  }
  return doubts
}
