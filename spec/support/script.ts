import type { RunHelpers } from 'rxjs/testing';

/** Does something at the frames of a marble diagram: what its letters stand for. */
export function script(
  cold: RunHelpers['cold'],
  diagram: string,
  deeds: Readonly<Record<string, () => void>>,
): void {
  cold(diagram).subscribe((letter) => deeds[letter]?.());
}
