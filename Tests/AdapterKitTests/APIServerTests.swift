// The API over real HTTP: who asks is what the kernel says.

import AdapterKit
import Foundation
import FoundationNetworking
import TestSupport
import Testing

@Suite struct APIServerTests {
  private func ask(
    _ port: Int, _ path: String, client: String? = "tests", body: Data? = nil
  ) async throws -> (status: Int, json: [String: Any]) {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    request.httpMethod = body == nil ? "GET" : "POST"
    request.httpBody = body
    if let client { request.setValue(client, forHTTPHeaderField: APIServer.clientHeader) }
    let (data, response) = try await URLSession.shared.data(for: request)
    let json = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, json)
  }

  @Test(.timeLimit(.minutes(1))) func itKnowsWhoAsksAndRefusesBrowsers() async throws {
    let port = try freePort()
    let server = APIServer(port: port, logger: quietLogger) { request in
      let parts = request.path.map { "\"\($0)\"" }.joined(separator: ",")
      let text = """
        {"user":"\(request.user)","method":"\(request.method)","path":[\(parts)],"a":"\(request.query["a"] ?? "")",\
        "bytes":\(request.body.count)}
        """
      return APIResponse(status: 202, body: Array(text.utf8))
    }
    try await running({ try await server.run() }) {
      try await eventually("the server listens") { (try? await ask(port, "/x").status) == 202 }
      let answer = try await ask(port, "/api/v1/a%20b?a=1%202", body: Data("12345".utf8))
      #expect(answer.json["user"] as? String == LoopbackPeer.ownUser())
      #expect(answer.json["path"] as? [String] == ["api", "v1", "a b"] && answer.json["a"] as? String == "1 2")
      #expect(answer.json["method"] as? String == "POST" && answer.json["bytes"] as? Int == 5)
      // More connections than one page of the kernel's table holds: the last ones are known, too.
      let crowd = (0..<60).map { _ in URLSession(configuration: .ephemeral) }
      for session in crowd {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)/x")))
        request.setValue("tests", forHTTPHeaderField: APIServer.clientHeader)
        let response = try await session.data(for: request).1 as? HTTPURLResponse
        #expect(response?.statusCode == 202)
      }
      for session in crowd { session.invalidateAndCancel() }
      let browser = try await ask(port, "/x", client: nil)
      #expect(browser.status == 403 && (browser.json["detail"] as? String)?.contains("tributary-client") == true)
      let large = try await ask(port, "/x", body: Data(count: APIServer.maximumBytes + 1))
      #expect(large.status == 413)
    }
  }

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
