import type { Answers } from './UnderTest';

/** A server tells it how much of the work it has done, in the unit of the benchmark. */
export type Did = (amount: number) => void;

/** In ms, of the CPU and by the clock. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** Answers with what the servers cost from the beginning of some work until they have told that it is done. */
export function metered(servers: Map<string, (did: Did) => Promise<number>>): Answers {
  let left = 0;
  let cpu = process.cpuUsage();
  let wall = 0;
  let done: Promise<Cost>;
  let reached: ((cost: Cost) => void) | undefined;
  const did: Did = (amount) => {
    left -= amount;
    if (left > 0 || !reached) return;
    const { user, system } = process.cpuUsage(cpu);
    reached({ cpu: (user + system) / 1000, wall: performance.now() - wall });
    reached = undefined;
  };
  return {
    listen: (name: string) => servers.get(name)?.(did),
    begin(amount: number) {
      left = amount;
      done = new Promise((resolve) => (reached = resolve));
      cpu = process.cpuUsage();
      wall = performance.now();
    },
    finish: () => done,
  };
}
