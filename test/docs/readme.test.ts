import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shownCommands } from './commands'
import { objections, projectRoot } from './objections'

const page = (name: string): string => readFileSync(join(projectRoot, name), 'utf8')
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'BENCHMARKS.md']

test('README.md shows at least five commands', () => {
  expect(shownCommands(page('README.md')).length).toBeGreaterThanOrEqual(5)
})

test.each(pages.filter((name) => existsSync(join(projectRoot, name))))(
  'every command in %s names a script, a command and options that exist',
  (name) => {
    const wrong = shownCommands(page(name)).flatMap((command) =>
      objections(command).map((objection) => `${command.line}: ${objection}`),
    )
    expect(wrong).toEqual([])
  },
)

const objectionsTo = (line: string): readonly string[] =>
  shownCommands(`\`\`\`sh\n${line}\n\`\`\``).flatMap((command) => objections(command))

test.each([
  'npm test',
  'npm ci',
  '$ npm run demo -- --data <recording folder>  # a comment --with dashes',
  'BANDSHIFT_DATA=/x npm run bandshift -- reproduce setting-a|forecasts|regimes --json',
  "npm run --silent bandshift -- import --format klines --input 'a *.csv' --out x && npm run lint",
  'bandshift simulate --world gbm|regimes …',
  'npx bandshift train \\\n  --data x \\\n  --out y --seed=3',
  'npm run bench -- greeks --short',
])('the check passes %s', (line) => {
  expect(shownCommands(`\`\`\`\n${line}\n\`\`\``).length).toBeGreaterThan(0)
  expect(objectionsTo(line)).toEqual([])
})

test.each([
  ['npm run dmeo', 'there is no script dmeo'],
  ['npm tset', 'there is no script tset'],
  ['npm run bandshift -- fly', 'there is no command fly'],
  ['bandshift train --data x --out y --fast', 'train has no option --fast'],
  ['bandshift import --format ohlcv --out b', 'import needs --input'],
  ['npm run demo -- --data', '--data has no value'],
  ['bandshift import --format excel --input a --out b', '--format excel does not exist'],
  ['bandshift reproduce setting-z', 'reproduce has no setting-z'],
  ['npm run bench -- speed', 'there is no bench speed'],
])('the check objects to %s', (line, objection) => {
  expect(objectionsTo(line)).toEqual([objection])
})
