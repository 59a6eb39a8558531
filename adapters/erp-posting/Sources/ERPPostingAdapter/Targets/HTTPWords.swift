// Why no answer came over HTTP, in words for people: the library's own name its internals.

import AsyncHTTPClient

enum HTTPWords {
  /// What the library's texts hold, and what people read.
  private static let known = [
    ("Connection refused", "the connection is refused: does it run, and is the address right?"),
    ("No route to host", "there is no way to it on the network"),
    ("Network is unreachable", "there is no way to it on the network"),
    ("remoteConnectionClosed", "the connection was closed before the answer came"),
    ("Connection reset", "the connection was cut"),
    ("certificate", "its certificate is not trusted, or ours is not taken"),
  ]

  /// One line about an error.
  static func text(_ error: any Error, within timeout: Duration) -> String {
    switch error as? HTTPClientError {
    case .deadlineExceeded?, .readTimeout?: return "no answer within \(timeout / .seconds(1)) s"
    case .connectTimeout?: return "no connection within the time allowed; is the address right?"
    default: break
    }
    let own = "\(error)"
    return known.first { own.contains($0.0) }?.1 ?? ERPText.cut(own, to: 200)
  }
}
