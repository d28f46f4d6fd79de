import type { TestScheduler } from 'rxjs/testing';

type Action = TestScheduler['actions'][number];

/** For what is to be done, in its order. rxjs would sort all of it for each that is added: thousands of them would take seconds. */
export function dueActions(): Action[] {
  const actions: Action[] = [];
  return Object.assign(actions, {
    push(action: Action) {
      let [low, high] = [0, actions.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        // Those that are due at once keep their order.
        if ((actions[middle]?.delay ?? 0) <= action.delay) low = middle + 1;
        else high = middle;
      }
      actions.splice(low, 0, action);
      return actions.length;
    },
    sort: () => actions,
  });
}
