import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import { ConnectionError } from './ConnectionError';
import type { Ending } from './Ending';
import type { Lifecycle } from './Lifecycle';
import { ResetError } from './ResetError';

/** Errors when the connection has closed, by the true name of that. */
export function gone(life: Lifecycle): Observable<never> {
  const closing = new Subject<never>();
  life.whenClosed((ending) => closing.error(errorOf(life.name, ending)));
  return closing.asObservable();
}

function errorOf(name: string, ending: Ending): unknown {
  const { cause } = ending;
  if (cause instanceof ConnectionError) return cause;
  if (ending.type === 'local' && ending.by === 'reset')
    return new ResetError(`${name} was reset by this side`, { cause });
  return new ConnectionError(`${name} has closed (${ending.type})`, { cause });
}
