'use strict';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/bench/'],
  // Transpiles only, since tsconfig.json has isolatedModules; `npm run lint` checks the types.
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json' }] },
  moduleNameMapper: {
    '^rxjs-sockets$': '<rootDir>/lib/index.ts',
    '^rxjs-sockets/(.*)$': '<rootDir>/lib/$1/index.ts',
  },
  reporters: process.env.JEST_COUNTS ? ['default', '<rootDir>/tools/counts.mjs'] : ['default'],
  testTimeout: 30_000,
  maxWorkers: 2,
};
