// Functional acknowledgement: 997, any version.

extension Guide {
  /// Functional acknowledgement: 997, any version.
  package static let acknowledgement997 = Guide(
    set: "997", versions: [],
    table: """
      AK1 R 1 1 2 3?
      2000 S *
       AK2 R 1 1 2 3?
       2100 S *
        AK3 R 1 1 2 4?=1|2|3|4|5|6|7|8
        2110 S 99
         AK4 R 1 1-1 3
       AK5 R 1 1=A|E|M|R|W|X
      AK9 R 1 1=A|E|M|P|R|W|X 2 3 4
      """)
}
