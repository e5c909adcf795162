/** Jest in ESM mode: middy is ESM only, and esbuild turns each TypeScript file into what Node reads. */
export default {
  testEnvironment: 'node',
  // one more than there are cores, since tests of the whole system wait for one another's processes
  maxWorkers: 3,
  testTimeout: 20_000,
  testSequencer: '<rootDir>/test/support/longest-first.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transformer.js' },
  setupFiles: ['<rootDir>/test/support/quiet.js'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.nestling'],
};
