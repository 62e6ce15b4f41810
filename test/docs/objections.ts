import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Option } from 'commander'
import { benches } from '../../bench/catalogue'
import { program } from '../../src/cli/program'
import type { ShownCommand } from './commands'

let commands: readonly Command[] = []

beforeAll(async () => {
  commands = (await program()).commands
})

export const projectRoot = join(__dirname, '../..')

const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

/** `<file>`, `…` and the like stand for what the reader puts there. */
const isPlaceholder = (word: string): boolean => /^<.*>$|^(…|\.\.\.)$/.test(word)

const wrongValue = ({ argChoices, long }: Option, value: string | undefined): readonly string[] => {
  if (value === undefined || value.startsWith('--')) return [`${long} has no value`]
  if (argChoices === undefined || isPlaceholder(value)) return []
  return value.split('|').flatMap((one) => (argChoices.includes(one) ? [] : [`${long} ${one} does not exist`]))
}

const wrongOptions = (command: Command, words: readonly string[]): readonly string[] => {
  const named = new Set<string>()
  const wrong = words.flatMap((word, i) => {
    if (!word.startsWith('-')) return []
    const [name, value] = word.split('=', 2)
    const option = command.options.find(({ long, short }) => name === long || name === short)
    if (option === undefined) return name === '--help' ? [] : [`${command.name()} has no option ${name}`]
    named.add(option.attributeName())
    return option.required ? wrongValue(option, value ?? words[i + 1]) : []
  })
  // A command named alone is a mention.
  const isComplete = words.length > 0 && !words.some((word) => /^(…|\.\.\.|--help)$/.test(word))
  const missing = isComplete
    ? command.options.filter((option) => option.mandatory && !named.has(option.attributeName()))
    : []
  return [...wrong, ...missing.map(({ long }) => `${command.name()} needs ${long}`)]
}

const wrongArguments = (command: Command, words: readonly string[]): readonly string[] => {
  const [first] = words
  const [argument] = command.registeredArguments
  if (argument?.argChoices === undefined || first === undefined || isPlaceholder(first)) return []
  return first
    .split('|')
    .flatMap((one) => (argument.argChoices?.includes(one) ? [] : [`${command.name()} has no ${one}`]))
}

const wrongBandshift = ([name, ...rest]: readonly string[]): readonly string[] => {
  if (name === undefined || isPlaceholder(name) || name === '--help' || name === '--version') return []
  const command = commands.find((one) => one.name() === name)
  if (command === undefined) return [`there is no command ${name}`]
  return [...wrongOptions(command, rest), ...wrongArguments(command, rest)]
}

const wrongBench = (words: readonly string[]): readonly string[] =>
  words
    .filter((word) => !['--short', '--table'].includes(word) && !isPlaceholder(word) && !Object.hasOwn(benches, word))
    .map((word) => `there is no bench ${word}`)

/** `dist/x.js` is compiled from `x.ts`. */
const wrongProgram = (path: string): readonly string[] =>
  existsSync(join(projectRoot, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')))
    ? []
    : [`nothing compiles to ${path}`]

const afterDashes = (words: readonly string[]): readonly string[] => {
  const dashes = words.indexOf('--')
  return dashes < 0 ? [] : words.slice(dashes + 1)
}

/**
 * What is wrong with a command that a page shows: a script, command, option or choice that does not exist, a required
 * option left out.
 */
export const objections = ({ words }: ShownCommand): readonly string[] => {
  if (words[0] === 'bandshift') return wrongBandshift(words.slice(1))
  if (words[0] === 'npx') return wrongBandshift(words.slice(2))
  if (words[0] === 'node') return wrongProgram(words[1])
  const [, verb] = words
  if (['ci', 'install'].includes(verb)) return []
  const rest = words.slice(1).filter((word) => word !== '--silent')
  const script = rest[0] === 'run' ? rest[1] : rest[0]
  if (script === undefined || !Object.hasOwn(scripts, script)) return [`there is no script ${script}`]
  const own = afterDashes(rest)
  if (script === 'bandshift') return wrongBandshift(own)
  if (script === 'demo') return wrongBandshift(['demo', ...own])
  return script === 'bench' ? wrongBench(own) : []
}
