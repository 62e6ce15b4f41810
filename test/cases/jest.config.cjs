const { projects, testTimeout } = require('../../jest.config.cjs')

/** @type {import('jest').Config} */
module.exports = {
  ...projects[0],
  displayName: 'cases',
  rootDir: '../..',
  roots: ['<rootDir>/test/cases'],
  testPathIgnorePatterns: [],
  testTimeout,
}
