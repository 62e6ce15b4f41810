import manifest from '../../package.json'
import { version } from '../../src/core/version'

test('the version on cards and reports is that of the package', () => {
  expect(version).toBe(manifest.version)
})
