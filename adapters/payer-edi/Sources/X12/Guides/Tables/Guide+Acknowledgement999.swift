// Implementation acknowledgement: 999, version 005010X231A1.

extension Guide {
  /// Implementation acknowledgement: 999, version 005010X231A1.
  package static let acknowledgement999 = Guide(
    set: "999", versions: [],
    table: """
      AK1 R 1 1 2 3?
      2000 S *
       AK2 R 1 1 2 3?
       2100 S *
        IK3 R 1 1 2 4?=1|2|3|4|5|6|7|8|I4|I6|I7|I8|I9
        CTX S 10 1-1
        2110 S 99
         IK4 R 1 1-1 3
         CTX S 10 1-1
       IK5 R 1 1=A|E|M|R|W|X
      AK9 R 1 1=A|E|M|P|R|W|X 2 3 4
      """)
}
