import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { anchorsOf, shownCommands, shownLinks, shownPaths } from './commands'
import { objections, projectRoot } from './objections'

const page = (name: string): string => readFileSync(join(projectRoot, name), 'utf8')

const pages = ['.', 'docs', 'data'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

test('there are pages for newcomers, operators, researchers and contributors', () => {
  expect(pages).toEqual(
    expect.arrayContaining([
      ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'BENCHMARKS.md'],
      ...['docs/DECISIONS.md', 'docs/OPERATORS.md', 'docs/RESEARCHERS.md', 'docs/RESULTS.md'],
    ]),
  )
})

test.each([
  ['README.md', 8_192],
  ['ARCHITECTURE.md', 10_240],
])('%s has at most %d bytes', (name, most) => {
  expect(statSync(join(projectRoot, name)).size).toBeLessThanOrEqual(most)
})

test.each(['README.md', 'docs/OPERATORS.md', 'docs/RESEARCHERS.md'])('%s shows at least five commands', (name) => {
  expect(shownCommands(page(name)).length).toBeGreaterThanOrEqual(5)
})

test.each(pages)('every command in %s names a script, a command and options that exist', (name) => {
  const wrong = shownCommands(page(name)).flatMap((command) =>
    objections(command).map((objection) => `${command.line}: ${objection}`),
  )
  expect(wrong).toEqual([])
})

test.each(pages)('every link in %s leads to a file and a heading that exist', (name) => {
  const broken = shownLinks(page(name)).flatMap(({ path, anchor }) => {
    const target = path === '' ? name : join(dirname(name), path)
    if (!existsSync(join(projectRoot, target))) return [`${path} is not there`]
    return anchor === '' || anchorsOf(page(target)).includes(anchor) ? [] : [`${target} has no heading #${anchor}`]
  })
  expect(broken).toEqual([])
})

test.each(pages.filter((name) => name !== 'CHANGELOG.md'))('every path that %s names exists', (name) => {
  const gone = shownPaths(page(name)).filter((path) => !existsSync(join(projectRoot, path)))
  expect(gone.filter((path) => !path.startsWith('models/registry'))).toEqual([])
})

test('links, paths and anchors are found', () => {
  expect(shownLinks('![x](docs/a.svg) [y](b.md#one-two) [z](https://example.org)')).toEqual([
    { path: 'docs/a.svg', anchor: '' },
    { path: 'b.md', anchor: 'one-two' },
  ])
  expect(shownPaths('`src/core/rng.ts`, `training/x.ts` and `src/<room>`')).toEqual([
    'src/core/rng.ts',
    'training/x.ts',
  ])
  expect(anchorsOf('# One engine\n\n## Stores, and `registry`\n')).toEqual(['one-engine', 'stores-and-registry'])
})

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
  'node dist/bench/results-page.js btc=reports/btc',
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
  ['node dist/bench/speed.js', 'nothing compiles to dist/bench/speed.js'],
])('the check objects to %s', (line, objection) => {
  expect(objectionsTo(line)).toEqual([objection])
})
