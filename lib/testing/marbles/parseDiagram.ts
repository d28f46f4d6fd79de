import { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { OptionError } from '../../connection/OptionError';

/** What rxjs makes of a diagram. */
export type Messages = ReturnType<typeof TestScheduler.parseMarbles>;
type Values = Readonly<Record<string, unknown>>;

/** For private use, and there are more of them than a diagram has groups. */
const FIRST = 0xf0000;
const END = '\uf8ff';
/** Time that goes on by a number costs rxjs a copy of all that follows. */
const PIECE = 200;

/**
 * What a diagram of rxjs says, and one thing more: a group in square brackets takes one frame, whatever is in it. Without it no
 * diagram could say what happens one ms after two things that happen at once.
 */
export function parseDiagram(marbles: string, values?: Values, error?: unknown): Messages {
  checkBrackets(marbles);
  const groups: string[] = [];
  const diagram = marbles.replace(/\[([^[\]]*)\]/g, (_, items: string) =>
    String.fromCodePoint(FIRST + groups.push(items) - 1),
  );
  return parse(diagram, error).flatMap(({ frame, notification }) => {
    const group = groups[numberOf(notification)];
    const parts = group === undefined ? [{ notification }] : parse(`(${group})`, error);
    return parts.map((part) => ({ frame, notification: valued(part.notification, values) }));
  });
}

/** rxjs takes a bracket without another one for a letter. */
function checkBrackets(marbles: string): void {
  if (/[()[\]]/.test(marbles.replace(/\([^()[\]]*\)|\[[^()[\]]*\]/g, '')))
    throw new OptionError('marbles', marbles, 'a diagram whose groups begin and end');
}

function parse(diagram: string, error: unknown): Messages {
  let start = 0;
  return piecesOf(diagram).flatMap((piece) => {
    const messages = TestScheduler.parseMarbles(piece + END, undefined, error, false, true);
    const from = start;
    start += messages.pop()?.frame ?? 0;
    return messages.map((message) => ({ ...message, frame: from + message.frame }));
  });
}

/** Cut before numbers, and not within groups. */
function piecesOf(diagram: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of diagram.split(/(?<= )(?=\d)/)) {
    const isOpen = piece.lastIndexOf('(') > piece.lastIndexOf(')');
    if (piece.length > PIECE && !isOpen) {
      pieces.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...pieces, piece];
}

type Notification = Messages[number]['notification'];

function numberOf(notification: Notification): number {
  if (notification.kind !== 'N') return -1;
  return ((notification.value as string).codePointAt(0) ?? 0) - FIRST;
}

function valued(notification: Notification, values: Values | undefined): Notification {
  if (notification.kind !== 'N' || !values) return notification;
  return { ...notification, value: materialized(values[notification.value as string]) };
}

/** What rxjs makes of the Observables of a window or a group, drawn by `cold`. */
function materialized(value: unknown): unknown {
  return value instanceof Observable && 'messages' in value ? value.messages : value;
}
