import { version } from '../../src/core/version'
import manifest from '../../package.json'

test('the version on cards and reports is that of the package', () => {
  expect(version).toBe(manifest.version)
})
