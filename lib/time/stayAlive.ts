import { Subscription } from 'rxjs';

/** The longest that a timer of Node's can wait. */
const LONGEST = 2 ** 31 - 1;

/** Those of the process: within a test that has virtual time `globalThis` has others. */
const { clearInterval, setInterval } = globalThis;

let holders = 0;
let timer: NodeJS.Timeout | undefined;

/** Has the process live on until that is unsubscribed. */
export function stayAlive(): Subscription {
  if (holders++ === 0) timer = setInterval(() => undefined, LONGEST);
  return new Subscription(() => {
    if (--holders === 0) clearInterval(timer);
  });
}
