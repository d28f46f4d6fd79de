// Hunts one mutant: plays all scenarios until a law is broken. test-mutants.mjs forks it.
//   node hunt.cjs <dist> <schedules> <seed> [file of dist, what stands for its text]
// Prints JSON: the law that was broken, if any, by which scenario, and after how many schedules.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const [dist, schedules, seed, file, text] = process.argv.slice(2);
if (file !== undefined) {
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, filename) => {
    if (filename === join(dist, file)) module._compile(readFileSync(text, 'utf8'), filename);
    else load(module, filename);
  };
}

const { simulate } = require(join(dist, 'testing'));
const { input, scenarios } = require('./scenarios.cjs')(require(dist));

/** All get so many schedules in turn, since each finds other mutants. */
const TURN = 100;
/** Queues that are full at once. */
const SMALL = { highWaterMark: 32, writeBuffer: { soft: 64, hard: 100_000 } };
const names = Object.keys(scenarios);
let tried = 0;
let found = {};
for (let turn = 0; tried < Number(schedules) && found.law === undefined; turn++) {
  const name = names[turn % names.length];
  const round = Math.floor(turn / names.length);
  const from = Number(seed) + TURN * round;
  try {
    const options = round % 2 === 0 ? {} : SMALL;
    simulate({ input, scenario: scenarios[name], options, seed: from, schedules: TURN });
    tried += TURN;
  } catch (error) {
    tried += error.seed - from + 1;
    found = { law: error.law ?? String(error), scenario: name, message: error.message };
  }
}
console.log(JSON.stringify({ ...found, tried }));
