import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig, readConfig } from '../../../../src/app/config/file/load-config'
import { secretsOfFile } from '../../../../src/app/config/file/schema'
import { parseSettings } from '../../../../src/app/config/settings'

const nothing = (): undefined => undefined

test('the default configuration replays the shipped recording for three portfolios on paper', () => {
  const { service, feeds, portfolios, venues } = loadConfig(parseSettings({}), nothing)
  expect(service.host).toBe('127.0.0.1')
  expect(feeds).toHaveLength(1)
  const [feed] = feeds
  expect(feed.kind === 'replay' && existsSync(join(feed.recording, 'recording.json'))).toBe(true)
  expect(
    feed.instruments
      .map((name) => name.split('/'))
      .every(
        ([venue, symbol]) =>
          feed.kind === 'replay' && existsSync(join(feed.recording, `venue=${venue}`, `symbol=${symbol}`)),
      ),
  ).toBe(true)
  expect(venues.every(({ kind }) => kind === 'paper')).toBe(true)
  expect(portfolios.map(({ mandate }) => mandate.kind)).toEqual(['hedge', 'hedge', 'cppi'])
})

test('the default configuration refers to no secret', () => {
  expect(secretsOfFile(loadConfig(parseSettings({}), nothing))).toEqual([])
})

test('a file that is not there is named', () => {
  const settings = parseSettings({ BANDSHIFT_CONFIG: '/nowhere/bandshift.yaml' })
  expect(() => readConfig(settings, nothing)).toThrow('no configuration file at /nowhere/bandshift.yaml')
})

test('the default configuration is the one in the project', () =>
  expect(readConfig(parseSettings({}), nothing).file).toMatch(/config.default\.yaml$/))
