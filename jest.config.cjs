const shared = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  transform: {
    '^.+\\.ts$': '<rootDir>/test/support/transform.cjs',
    '/node_modules/@(noble|scure)/.+\\.js$': '<rootDir>/test/support/transform.cjs',
  },
  // Modules of ccxt that are written as ECMAScript modules alone: jest cannot require those, Node can.
  transformIgnorePatterns: ['/node_modules/(?!@(noble|scure)/)'],
  // Lazy imports carry an extension, since they are real import() calls in the compiled output.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['<rootDir>/test/support/property-seed.ts'],
}

/** Tests that run whole commands in their own process. */
const commandLine = '<rootDir>/test/cli'
/** Recorded quirks of real files: whole commands, run by `npm run cases`. */
const cases = '<rootDir>/test/cases'

/** @type {import('jest').Config} */
module.exports = {
  // The only bound on waiting: tests wait for events, and a busy machine takes its time.
  testTimeout: 600_000,
  // One more than the two cores that are assumed: many tests wait for servers and processes.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/slow-first.cjs',
  projects: [
    {
      ...shared,
      displayName: 'program',
      roots: ['<rootDir>/test'],
      testPathIgnorePatterns: [`${commandLine}/`, `${cases}/`],
    },
    // A runner of its own gives these files processes of their own, which no live service has run in.
    { ...shared, displayName: 'command line', roots: [commandLine], runner: '<rootDir>/test/support/own-runner.cjs' },
  ],
}
