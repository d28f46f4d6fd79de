import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rxjs-sockets';
import { runSockets, TestSocket } from 'rxjs-sockets/testing';
import { outcomeOf, type Scenario, type Stage, watch } from './scenarios';
import { testPeerOf } from './stages';

/** For how long a step may take, in ms. */
const BOUND = 3_000;
/** What comes of a step at both ends is over then. */
const PAUSE = 20;

/** Plays a scenario in real time, each step when the one before is over, and tells what became of it. */
export async function playScenario({ steps }: Scenario, stage: Stage): Promise<string> {
  const seen = watch(stage);
  for (const { act, isOver } of steps) {
    act(stage, seen);
    await within(() => isOver(stage, seen));
    await sleep(PAUSE);
  }
  await within(() => seen.verdict !== undefined);
  await sleep(PAUSE);
  stage.connection.reset();
  return outcomeOf(stage, seen);
}

/** The same in virtual time. */
export function playVirtually({ options, steps }: Scenario): string {
  return runSockets(({ flush, scheduler }) => {
    const socket = new TestSocket({ scheduler });
    const connection = new Connection(socket, { ...options, scheduler });
    const stage = { connection, peer: testPeerOf(socket) };
    const seen = watch(stage);
    for (const [index, { act }] of steps.entries())
      scheduler.schedule(() => act(stage, seen), index * PAUSE);
    flush();
    return outcomeOf(stage, seen);
  });
}

async function within(holds: () => boolean): Promise<void> {
  const end = performance.now() + BOUND;
  while (!holds() && performance.now() < end) await sleep(1);
}
