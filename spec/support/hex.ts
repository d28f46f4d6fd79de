/** The bytes of hexadecimal digits, with spaces for the eye. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}
