import { holdChannel } from '../socket/holdChannel';
import type { Appointment } from '../time/Agenda';
import type { Settings } from './Settings';

/** Since when a connection is held, or until when it was. */
export class Holding implements Appointment {
  at = Infinity;
  place = -1;
  since: number | undefined;
  until: number | undefined;

  constructor(
    private readonly connection: object,
    private readonly settings: Settings,
  ) {}

  begin(): void {
    const { agenda, maxHold, roughNow } = this.settings;
    this.since = roughNow();
    // Left as it is when the hold ends: most are short, and one look tells which are not.
    if (this.place < 0) agenda.set(this, maxHold);
  }

  end(): void {
    this.since = undefined;
    this.until = this.settings.agenda.now();
  }

  stop(): void {
    this.settings.agenda.cancel(this);
  }

  keep(): void {
    if (this.since === undefined) return;
    const { agenda, maxHold } = this.settings;
    const heldFor = agenda.now() - this.since;
    if (heldFor < maxHold) agenda.set(this, maxHold - heldFor);
    else holdChannel.publish({ connection: this.connection, heldFor });
  }
}
