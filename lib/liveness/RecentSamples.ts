/**
 * Mean and deviation of the last `size` values, in a time that on average doesn't depend on how many these are.
 *
 * Nothing is ever subtracted from a sum, so that a value leaves no trace when it is forgotten, however large it was, and no
 * variance is negative. The values lie in a ring. Those of the current round are summed up as they come; each of the round
 * before has been replaced, at its end, by the moments of itself and all that are younger, which is what remains of that
 * round once those before it have been overwritten.
 */
export class RecentSamples {
  private readonly means: number[] = [];
  private readonly squares: number[] = [];
  private next = 0;
  /** Of the current round: mean, and sum of the squared distances from it. */
  private newMean = 0;
  private newSquares = 0;

  constructor(private readonly size: number) {}

  add(value: number): void {
    if (this.next === this.size) this.beginRound();
    this.means[this.next++] = value;
    const distance = value - this.newMean;
    this.newMean += distance / this.next;
    this.newSquares += distance * (value - this.newMean);
  }

  get mean(): number {
    return this.newMean + (this.difference * this.old) / this.means.length;
  }

  get deviation(): number {
    const { difference, newSquares, next, old } = this;
    const { length } = this.means;
    const between = (difference * difference * next * old) / length;
    return Math.sqrt((newSquares + (this.squares[next] ?? 0) + between) / length);
  }

  /** How many of the round before are left. */
  private get old(): number {
    return this.means.length - this.next;
  }

  /** By how much their mean is above that of the current round. */
  private get difference(): number {
    return (this.means[this.next] ?? this.newMean) - this.newMean;
  }

  private beginRound(): void {
    let mean = 0;
    let squares = 0;
    for (let at = this.size - 1, count = 1; at >= 0; at--, count++) {
      const value = this.means[at] ?? 0;
      const distance = value - mean;
      mean += distance / count;
      squares += distance * (value - mean);
      this.means[at] = mean;
      this.squares[at] = squares;
    }
    this.next = this.newMean = this.newSquares = 0;
  }
}
