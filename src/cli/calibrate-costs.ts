import { InvalidArgumentError, type Command } from 'commander'
import { command, print, type CommonOptions } from './command'
import { costCardText } from './calibrate-costs-text'

const within =
  (low: number, high: number) =>
  (text: string): number => {
    const value = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
    if (!(value >= low && value <= high))
      throw new InvalidArgumentError(`'${text}' is not a number from ${low} to ${high}`)
    return value
  }

type Options = CommonOptions & {
  readonly data: string
  readonly symbol?: string
  readonly venue?: string
  readonly fee: number
  readonly gas: number
}

/** `bandshift calibrate-costs`: what trading an instrument of a recording costs, as a card. */
export const calibrateCostsCommand = (): Command =>
  command('calibrate-costs', 'measure spread, impact, depth and latency drift of a recording as a cost card')
    .requiredOption('--data <recording>', 'folder of the recording')
    .option('--symbol <name>', 'instrument of the recording; without it the one with the most rows')
    .option('--venue <name>', 'venue of the instrument, where two list it')
    .option('--fee <share>', 'proportional one-way fee, negative for a rebate', within(-0.1, 0.1), 1e-4)
    .option('--gas <amount>', 'quote currency an order', within(0, 1e9), 0)
    .action(async (options: Options) => {
      const { openRecording } = await import('../adapters/recordings/index.js')
      const { calibrateCosts } = await import('../../training/costs/calibrate-costs.js')
      const reader = await openRecording(options.data)
      try {
        const card = await calibrateCosts(reader, options)
        print(options, card, () => costCardText(card))
      } finally {
        await reader.close()
      }
    })
