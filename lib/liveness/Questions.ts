import type { Agenda } from '../time/Agenda';
import { StallWatch } from '../time/StallWatch';

interface Question {
  readonly id: number;
  readonly at: number;
  readonly stalls: number;
}

const NONE: readonly Question[] = [];
/** How many are remembered, of a peer that answers none. */
const MOST = 8;

/**
 * The probes that no answer has come to. Answers come in the order of the questions, so one that doesn't say which it belongs to
 * belongs to the oldest.
 */
export class Questions {
  private open = NONE;
  /** An earlier one was forgotten, whose answer may still come and be taken for that to another. */
  private isUnsure = false;
  private readonly watch: StallWatch;

  /** @param patience how long an answer may take, in ms */
  constructor(
    private readonly agenda: Agenda,
    private readonly patience: number,
  ) {
    this.watch = StallWatch.of(agenda);
  }

  ask(id: number): void {
    const at = this.agenda.now();
    const { count: stalls } = this.watch;
    const open = this.open.filter((each) => at - each.at <= this.patience).slice(1 - MOST);
    this.isUnsure = open.length < this.open.length;
    this.become([...open, { id, at, stalls }]);
  }

  /**
   * Takes the oldest that this may be an answer to away, with all before it. Returns how long it took; `Infinity` when that isn't
   * sure, or says nothing about the peer, since our own event loop stalled; `undefined` when it is no answer.
   */
  answer(isAnswerTo: (id: number) => boolean): number | undefined {
    const { agenda, isUnsure, open, watch } = this;
    const which = open.findIndex(({ id }) => isAnswerTo(id));
    const question = open[which];
    if (question === undefined) return undefined;
    const isOff = isUnsure || watch.count !== question.stalls;
    // Unless the function has asked, or ended all this.
    if (this.open === open) this.become(open.slice(which + 1));
    return isOff ? Infinity : agenda.now() - question.at;
  }

  stop(): void {
    this.become(NONE);
  }

  private become(open: readonly Question[]): void {
    const isWatching = this.open.length > 0;
    this.open = open;
    if (open.length > 0 && !isWatching) this.watch.join();
    else if (open.length === 0 && isWatching) this.watch.leave();
  }
}
