// Whose process is at the other end of a connection.

import AdapterKit
import Testing

@Suite struct LoopbackPeerTests {
  @Test func onlyEstablishedConnectionsHaveAnOwner() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
         1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2
         2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000    33        0 3
         3: 0100007F:C351 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0
      """
    #expect(LoopbackPeer.userID(clientPort: 50_000, serverPort: 8_080, in: table) == 1_000)
    #expect(LoopbackPeer.userID(clientPort: 50_001, serverPort: 8_080, in: table) == nil, "closing: no owner")
    #expect(LoopbackPeer.userID(clientPort: 50_002, serverPort: 8_080, in: table) == nil)
    #expect(LoopbackPeer.userID(clientPort: 0, serverPort: 70_000, in: table) == nil)
  }
}
