import { Command, InvalidArgumentError, type OptionValues } from 'commander'

/** Options that every command has. */
export type CommonOptions = { readonly seed: number; readonly json?: boolean }

/** Parses a whole number strictly: '0x10', '' and '1e3' are refused. */
export const wholeNumber = (text: string): number => {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a whole number`)
  return Number(text)
}

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
