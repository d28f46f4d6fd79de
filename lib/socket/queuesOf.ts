/** A row from its state on: what is queued, and the inode. */
const ROW = /.. (.{8}):.{8} .{11} .{8} +\d+ +\d+ (\d+)/y;
/** What most rows have: those of idle sockets, and of the closed that wait. To read them all would take ten times as long. */
const NOTHING = '00000000:';

/** How many bytes sockets have sent that aren't acknowledged, by their inode, by a table of `/proc/net`; the others have none. */
export function queuesOf(table: string): Map<number, number> {
  const queues = new Map<number, number>();
  let row = table.indexOf('\n') + 1;
  for (let end = table.indexOf('\n', row); end > row; end = table.indexOf('\n', row)) {
    const local = table.indexOf(': ', row) + 2;
    const remote = table.indexOf(' ', local) + 1;
    const state = table.indexOf(' ', remote) + 1;
    if (!table.startsWith(NOTHING, state + '06 '.length)) {
      ROW.lastIndex = state;
      const [, queue = '', inode] = ROW.exec(table) ?? [];
      if (inode !== undefined) queues.set(Number(inode), parseInt(queue, 16));
    }
    row = end + 1;
  }
  return queues;
}
