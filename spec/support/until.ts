/** Waits until something is true that no event tells, looking once a turn of the loop. The time limit of the spec bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}
