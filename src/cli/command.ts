import { Command, type OptionValues } from 'commander'
import { wholeNumber } from './numbers'

/** Options that every command has. */
export type CommonOptions = { readonly seed: number; readonly json?: boolean }

/** A command named `name` with --seed and --json. */
export const command = (name: string, summary: string): Command =>
  new Command(name)
    .description(summary)
    .option('--seed <n>', 'seed of everything random', wholeNumber, 7)
    .option('--json', 'print the result as JSON on standard output')

/** Results go to standard output: JSON where asked, else text for a person. */
export const print = (options: OptionValues & { json?: boolean }, value: unknown, text: () => string): void => {
  process.stdout.write(options.json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text()}\n`)
}
