// schemas/openapi.yaml and the table of endpoints say the same: paths, methods, parameters and who may.

import Foundation
import Operations
import TestSupport
import Testing

@Suite struct OpenAPITests {
  /// An operation as the file describes it. The file is read line by line: it is written in one form, with two blanks
  /// a level.
  private struct Operation {
    var roles: Set<String> = []
    var query: Set<String> = []
    var places: Set<String> = []
    var isWithBody = false
  }

  private func described() throws -> [String: Operation] {
    let file = OperationsScene.schemas.appendingPathComponent("openapi.yaml")
    var operations: [String: Operation] = [:]
    var (path, key, name) = ("", "", "")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("components:") { break }
      if let match = line.wholeMatch(of: #/  (/[^:]*):/#) {
        path = String(match.1)
      } else if let match = line.wholeMatch(of: #/    (get|put|post|delete):/#) {
        key = "\(match.1.uppercased()) \(path)"
        operations[key] = Operation()
      } else if let match = line.wholeMatch(of: #/      x-roles: \[(.*)\]/#) {
        operations[key]?.roles = Set(match.1.split(separator: ", ").map(String.init))
      } else if let match = line.wholeMatch(of: #/        - name: (.*)/#) {
        name = String(match.1)
      } else if line.wholeMatch(of: #/          in: query/#) != nil {
        operations[key]?.query.insert(name)
      } else if line.wholeMatch(of: #/          in: path/#) != nil {
        operations[key]?.places.insert(name)
      } else if line.hasPrefix("      requestBody:") {
        operations[key]?.isWithBody = true
      }
    }
    return operations
  }

  @Test func theFileAndTheTableSayTheSame() async throws {
    try await withOperations { scene async throws in
      let operations = try described()
      let endpoints = try scene.endpoints().filter { $0.path.hasPrefix("/api/") }
      #expect(Set(operations.keys) == Set(endpoints.map { "\($0.method.rawValue) \($0.path)" }))
      for endpoint in endpoints {
        guard let operation = operations["\(endpoint.method.rawValue) \(endpoint.path)"] else { continue }
        #expect(operation.query == endpoint.parameters, "\(endpoint.path)")
        #expect(operation.places == Set(endpoint.names), "\(endpoint.path)")
        if case .having(let permission) = endpoint.access {
          #expect(operation.roles == Set(permission.roles.map(\.rawValue)), "\(endpoint.method) \(endpoint.path)")
        }
        let steers = endpoint.path.contains("/jobs/")
        #expect(operation.isWithBody == (endpoint.method != .get && !steers), "\(endpoint.path)")
      }
    }
  }
}
