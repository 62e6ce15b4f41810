import { writeFileSync } from 'node:fs'
import { run, scratch } from './run'

const { BANDSHIFT_CONFIG: before } = process.env
afterEach(() => {
  if (before === undefined) delete process.env.BANDSHIFT_CONFIG
  else process.env.BANDSHIFT_CONFIG = before
})

const point = (text: string): void => {
  process.env.BANDSHIFT_CONFIG = scratch('bandshift.yaml')
  writeFileSync(process.env.BANDSHIFT_CONFIG, text)
}

test('config prints what takes effect, as YAML and as JSON', async () => {
  const yaml = await run('config')
  expect(yaml.code).toBe(0)
  expect(yaml.stdout).toContain('- kind: replay')
  const { stdout } = await run('config', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ service: { host: '127.0.0.1', operators: [] } })
})

test('config --check lists all that is wrong, one line each, and ends with 2', async () => {
  point('service: { prot: 1 }\nfeeds: []\n')
  const { code, stdout } = await run('config', '--check')
  expect(code).toBe(2)
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/bandshift\.yaml: service: unknown key 'prot', the nearest there is 'port'$/),
    expect.stringMatching(/: feeds: has at least 1 entry$/),
    expect.stringMatching(/: venues: is missing: a list is needed$/),
    expect.stringMatching(/: portfolios: is missing: a list is needed$/),
  ])
})

test('config refuses a wrong file in one line that says how to see the rest', async () => {
  point('feeds: []\n')
  const { code, stderr } = await run('config')
  expect(code).toBe(2)
  expect(stderr.trim()).toMatch(/^bandshift: [^\n]*: feeds: [^\n]* \(and 2 more: bandshift config --check lists all\)$/)
})
