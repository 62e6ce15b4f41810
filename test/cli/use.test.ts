import { commandNames as names, program } from '../../src/cli/program'
import { version } from '../../src/core/version'
import { run, scratch } from './run'

test('each command is loaded under its own name', async () => {
  expect((await program()).commands.map((command) => command.name())).toEqual(names)
})

test('the commands of the product are there', () => {
  for (const name of ['demo', 'import', 'simulate', 'train', 'evaluate', 'greeks', 'reproduce', 'doctor'])
    expect(names).toContain(name)
})

test.each(names)('%s --help exits 0 and lists --seed and --json', async (name) => {
  const { code, stdout, stderr } = await run(name, '--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`bandshift ${name}`)
  expect(stdout).toMatch(/--seed <n> .*default: 7/s)
  expect(stdout).toContain('--json')
})

test('--help lists every command and --version prints the version', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const name of names) expect(stdout).toContain(`  ${name} `)
  expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

const research = ['train', '--data', 'x', '--out', 'y']

test.each<readonly [string, readonly string[], string]>([
  ['no command', [], 'no command'],
  ['an unknown command', ['trian', '--data', 'x'], "unknown command 'trian'"],
  ['an unknown option before any command', ['--fast'], "unknown option '--fast'"],
  ['an unknown option', [...research, '--fast'], "unknown option '--fast'"],
  ['an option without its value', ['train', '--data', 'x', '--out'], "'--out <registry>' argument missing"],
  ['a missing required option', ['import', '--format', 'ohlcv', '--out', 'b'], "required option '--input"],
  ['a training without a registry', ['train', '--data', 'x'], 'train takes --data and --out'],
  ['too many arguments', [...research, 'more'], 'too many arguments'],
  ['a wrong format', ['import', '--format', 'excel', '--input', 'a', '--out', 'b'], "'excel' is invalid"],
  ['a wrong world', ['simulate', '--world', 'flat', '--out', 'b'], "'flat' is invalid"],
  ['a world parameter that is none', ['simulate', '--world', 'gbm', '--set', 'vol', '--out', 'b'], 'not name=value'],
  ['days that are none', ['simulate', '--world', 'gbm', '--out', 'b', '--days', '-3'], "'-3' is not a number above 0"],
  ['a seed that is no whole number', [...research, '--seed', '1e3'], "'1e3' is not a whole number"],
  ['a fee that is no number', [...research, '--fee', '0x1'], "'0x1' is not a number"],
  ['a fee out of range', [...research, '--fee', '5'], "'5' is not a number above 0"],
  ['one regime state', [...research, '--states', '1'], "'1' is less than 2"],
  ['an unknown backend', [...research, '--backend', 'gpu'], "'gpu' is invalid"],
  ['an unknown table', ['reproduce', 'setting-z'], "'setting-z' is invalid"],
  ['no table', ['reproduce'], "missing required argument 'table'"],
  ['a band from nowhere', ['train-band', '--out', scratch('b.json')], '--world <kind> or --data <recording>'],
  [
    'a world for a recording',
    ['train-band', '--out', scratch('b.json'), '--data', 'x', '--set', 'vol=1'],
    '--set belongs to --world',
  ],
  ['a schedule of nothing', ['schedule'], 'schedule takes --cron'],
  ['an unknown parameter of a world', ['simulate', '--world', 'gbm', '--set', 'nope=1', '--out', scratch('w')], 'nope'],
])('%s exits 2 with one line that names it', async (_, argv, named) => {
  const { code, stdout, stderr } = await run(...argv)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(named)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})
