/** Calls back when this turn of the event loop is over, with all the promises that were settled in it. */
export function afterTurn(callback: () => void): void {
  setImmediate(callback);
}
