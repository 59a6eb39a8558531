// How RabbitMQ stores passwords, so that definitions need not hold them in clear.

import Crypto
import Foundation

/// RabbitMQ's `rabbit_password_hashing_sha256`: base64 of the salt followed by SHA-256 of salt and password in UTF-8.
public enum PasswordHash {
  /// The hash under a salt of four bytes.
  public static func sha256(_ password: Secret, salt: (UInt8, UInt8, UInt8, UInt8)) -> String {
    let salt = [salt.0, salt.1, salt.2, salt.3]
    let digest = SHA256.hash(data: salt + Array(password.revealed.utf8))
    return Data(salt + Array(digest)).base64EncodedString()
  }
}
