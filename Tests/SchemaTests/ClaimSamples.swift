// Samples of what the payer EDI adapter says besides advices: the full and the minimal example of each schema, read and
// written by the code.

import Foundation
import PaymentEvents

func ediSamples() throws -> [BodySample] {
  [
    try sample(InterchangeAcknowledged.self), try sample(ClaimSubmitted.self), try sample(ClaimAcknowledged.self),
    try sample(ClaimStatusReported.self), try sample(EligibilityReported.self), try sample(PremiumPaymentReceived.self),
    try sample(ClaimStatusRequested.self), try sample(EligibilityRequested.self),
  ]
}

private func sample<Body: EventBody>(_ type: Body.Type) throws -> BodySample {
  let bodies = try [1, 2].map { number in
    let file = Schemas.folder.appendingPathComponent("examples/valid/\(Body.name).\(number).json")
    return try Event<Body>(json: Data(contentsOf: file)).data
  }
  return BodySample(full: bodies[0], minimal: bodies[1])
}
