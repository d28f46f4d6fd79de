/** Why something failed, in words. An error of Node's for a name with several addresses has a code only. */
export function reasonOf(cause: unknown): string {
  const { message, code } = Object(cause) as Partial<NodeJS.ErrnoException>;
  if (message) return message;
  return code ?? String(cause);
}
