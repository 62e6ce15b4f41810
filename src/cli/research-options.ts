import { availableParallelism } from 'node:os'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseWorld, type PathWorld, type WorldKind } from '../../training/simulator/world'
import { Fault } from '../core/error'
import { atLeast, between, decimal } from './numbers'

/**
 * How many long steps of a training run at a time: two trainings side by side on two cores take 1.7 times less than one
 * after the other.
 */
export const processesOption = (): Option =>
  new Option('--processes <n>', 'steps at a time, each in a process of its own')
    .argParser(atLeast(1))
    .default(Math.min(2, availableParallelism()))

/** Options shared by train, train-band, evaluate, demo and backtest. */
export const withResearchOptions = (command: Command): Command =>
  command
    .option('--symbol <name>', 'instrument of the recording; without it the one with the most rows')
    .option(
      '--options <symbol>',
      'option chain of the recording that gives implied volatility; without it the only one',
    )
    .option('--option-days <n>', 'life of the options sold, in trading days', between(0, 3650))
    .option(
      '--fee <share>',
      'proportional one-way cost beside the half spread (without quotes: in all)',
      between(0, 0.1),
    )
    .option(
      '--risk-aversion <a>',
      'of the certainty equivalent and the entropic price, per unit of spot',
      between(0, 10_000),
    )
    .option('--states <n>', 'regime states', atLeast(2))
    .addOption(
      new Option('--backend <name>', 'TensorFlow backend')
        .choices(['auto', 'tensorflow', 'wasm', 'cpu'])
        .default('auto'),
    )

export type WorldParameters = Readonly<Record<string, number | readonly number[]>>

/** Parameters that hold one number a state, also where there is one state. */
const listed = new Set([
  ...['vols', 'meanDays', 'meanHours', 'jumps', 'tradesPerMinute', 'quotesPerMinute', 'spreadBps'],
  ...['depth', 'tradeSize', 'signPersistence', 'crashesPerDay'],
])

/** 'name=1.5' or, for the parameters that hold one number a state, 'name=0.3,0.6,1.1'. */
export const worldParameter = (text: string, before: WorldParameters = {}): WorldParameters => {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError(`'${text}' is not name=value`)
  const numbers = value.split(',').map(decimal)
  return { ...before, [name]: listed.has(name) || numbers.length > 1 ? numbers : numbers[0] }
}

type WorldOrData = {
  readonly world?: WorldKind
  readonly set?: WorldParameters
  readonly data?: string
}

/**
 * The simulated world or the recording that a command works on. Throws 'usage' where not exactly one is named, where
 * --set comes with a recording, and for the microstructure world, whose order flow only a recording has.
 */
export const worldOrRecording = (
  name: string,
  { world, set, data }: WorldOrData,
): { readonly world: PathWorld } | { readonly data: string } => {
  if ((world === undefined) === (data === undefined))
    throw new Fault('usage', `${name} takes --world <kind> or --data <recording>, one of them`)
  if (data !== undefined) {
    if (set !== undefined) throw new Fault('usage', '--set belongs to --world')
    return { data }
  }
  const parsed = parseWorld({ ...set, kind: world }, 'usage')
  if (parsed.kind === 'microstructure')
    throw new Fault(
      'usage',
      'the microstructure world has order flow: simulate a recording of it and give it as --data',
    )
  return { world: parsed }
}
