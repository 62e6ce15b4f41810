import { availableParallelism } from 'node:os'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { wholeNumber } from './command'
import type { ResearchOptions } from '../../training/data/options'

export const between =
  (low: number, high: number) =>
  (text: string): number => {
    const value = /^\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN
    if (!(value > low && value <= high))
      throw new InvalidArgumentError(`'${text}' is not a number above ${low} and up to ${high}`)
    return value
  }

export const atLeast =
  (least: number) =>
  (text: string): number => {
    const value = wholeNumber(text)
    if (value < least) throw new InvalidArgumentError(`'${text}' is less than ${least}`)
    return value
  }

/**
 * How many long steps of a training run at a time: two trainings side by side on two cores take 1.7 times less than one
 * after the other.
 */
export const processesOption = (): Option =>
  new Option('--processes <n>', 'steps at a time, each in a process of its own')
    .argParser(atLeast(1))
    .default(Math.min(2, availableParallelism()))

/** Options shared by train, evaluate and demo. */
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
    .option('--risk-aversion <a>', 'of the entropic price, per unit of spot', between(0, 10_000))
    .option('--states <n>', 'regime states', atLeast(2))
    .addOption(
      new Option('--backend <name>', 'TensorFlow backend')
        .choices(['auto', 'tensorflow', 'wasm', 'cpu'])
        .default('auto'),
    )

export type { ResearchOptions }
