import { queuesOf } from '../../lib/socket/queuesOf';

const tcp = `\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 00000000:07E8 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 1616 1 00000000d796c74f 100 0 0 10 0                      
   1: 0100007F:9E41 0100007F:9AC2 06 00000000:00000000 03:0000096E 00000000     0        0 0 3 00000000d796c74f                                      
   2: 0100007F:9AC2 0100007F:9E41 01 0027AC00:00000000 01:00000014 00000000 65534        0 23017 2 00000000d796c74f 20 4 30 10 -1                    
10003: 0100007F:9AC2 0100007F:9E43 04 00000001:00000000 04:00000014 00000000 4294967294      10 4294967297 2 00000000d796c74f 20 4 30 10 -1
`;
const tcp6 = `\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:9AC2 00000000000000000000000001000000:9E41 01 00000010:00000000 01:00000014 00000000     0        0 77 2 00000000d796c74f 20 4 30 10 -1
`;

describe('queuesOf', () => {
  it('tells which sockets have something in their queue, and how much', () => {
    expect(queuesOf(tcp)).toEqual(
      new Map([
        [23_017, 0x27ac00],
        [4_294_967_297, 1],
      ]),
    );
    expect(queuesOf(tcp6)).toEqual(new Map([[77, 16]]));
  });

  it('tells none of what is no table, nor of a row that is cut', () => {
    for (const text of ['', '\n', '\n\n\n', '\n: \n:\n', 'what is this\n1 2 3\n4: 5\n'])
      expect(queuesOf(text)).toEqual(new Map());
    for (let length = 0; length < tcp6.length; length++)
      expect(queuesOf(tcp6.slice(0, length))).toEqual(new Map());
  });
});
