import { constants } from 'node:os';

export type SystemErrorCode = keyof typeof constants.errno;

/** The error that Node makes of what a system call says. */
export function systemError(syscall: string, code: SystemErrorCode): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), {
    errno: -constants.errno[code],
    code,
    syscall,
  });
}
