// Entity tags: whoever has an answer already is told that it still holds (RFC 9110 §8.8.3, §13.1.2).

import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Storage

enum EntityTag {
  /// The answer with its tag; without its body where the request names the tag as one that it has.
  static func apply(to answer: Answer, _ endpoint: Endpoint, _ request: Request) -> Answer {
    guard !endpoint.isWrite, answer.status == 200, answer.stream == nil else { return answer }
    let digest = SHA256.hash(data: Data(answer.body)).hexadecimal
    let tag = "\"\(digest.prefix(32))\""
    var tagged = answer
    tagged.headers["etag"] = tag
    let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces).replacing(/^W\//, with: "")
    }
    guard known.contains(tag) || known == ["*"] else { return tagged }
    (tagged.status, tagged.body) = (304, [])
    return tagged
  }
}
