// Whose process is at the other end of a connection on this machine: the kernel knows.

import Foundation

/// Looks up users behind connections over 127.0.0.1 (Linux: proc(5), /proc/net/tcp).
public enum LoopbackPeer {
  /// The user who owns the client's end of an established connection; nil where there is no such connection.
  public static func user(clientPort: Int, serverPort: Int) -> String? {
    guard let table = connections(), let id = userID(clientPort: clientPort, serverPort: serverPort, in: table) else {
      return nil
    }
    return name(of: id)
  }

  /// The kernel's table, read to its end: it hands out a page at a time, and says that its file has no bytes at all.
  private static func connections() -> String? {
    let file = open("/proc/net/tcp", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var table: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &page, page.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return count == 0 ? String(decoding: table, as: UTF8.self) : nil }
      table += page[..<count]
    }
  }

  /// The user who runs this process.
  public static func ownUser() -> String { name(of: getuid()) }

  /// Finds the client's line of the kernel's table. Only established connections count: of closed ones the owner is
  /// forgotten and reads as the superuser.
  package static func userID(clientPort: Int, serverPort: Int, in table: String) -> UInt32? {
    guard let client = address(clientPort), let server = address(serverPort) else { return nil }
    for line in table.split(separator: "\n").dropFirst() {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if words.count > 7, words[1] == client, words[2] == server, words[3] == "01" { return UInt32(words[7]) }
    }
    return nil
  }

  /// 127.0.0.1 and a port, as the table writes them: bytes of the address in the machine's order.
  private static func address(_ port: Int) -> String? {
    guard (1...65535).contains(port) else { return nil }
    let digits = String(port, radix: 16, uppercase: true)
    return "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static func name(of id: UInt32) -> String {
    guard let entry = getpwuid(id), let name = entry.pointee.pw_name else { return "uid:\(id)" }
    return String(cString: name)
  }
}
