/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': '<rootDir>/test/support/transform.cjs',
    '/node_modules/@(noble|scure)/.+\\.js$': '<rootDir>/test/support/transform.cjs',
  },
  // Modules of ccxt's that are written as ECMAScript modules alone: jest cannot require those, Node can.
  transformIgnorePatterns: ['/node_modules/(?!@(noble|scure)/)'],
  // Lazy imports carry an extension, since they are real import() calls in the compiled output.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['<rootDir>/test/support/property-seed.ts'],
  testTimeout: 60_000,
  maxWorkers: 2,
}
