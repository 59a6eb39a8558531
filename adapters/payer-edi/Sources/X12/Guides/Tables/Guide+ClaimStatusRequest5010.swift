// Health care claim status request: 276, version 005010X212.

extension Guide {
  /// Health care claim status request: 276, version 005010X212.
  package static let claimStatusRequest5010 = Guide(
    set: "276", versions: ["005010"],
    table: """
      BHT R 1 1=0010 2=13 3 4 5
      2000A R *
       HL R 1 1 3!=20 4=1
       2100A R 1
        NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
       2000B R *
        HL R 1 1 2 3!=21 4=0|1
        2100B R 1
         NM1 R 1 1!=41 2=1|2 8=46 9
        2000C S *
         HL R 1 1 2 3!=19 4=0|1
         2100C R 2
          NM1 R 1 1!=1P 2=1|2 8=FI|SV|XX 9
         2000D S *
          HL R 1 1 2 3!=22 4=0|1
          DMG S 1 1!=D8 2 3?=F|M|U
          2100D R 1
           NM1 R 1 1!=IL 2=1|2 3 8=24|II|MI 9
          2200D S *
           TRN R 1 1!=1 2
           REF S 1 1!=1K 2
           REF S 1 1!=BLT 2
           REF S 1 1!=EJ 2
           REF S 1 1!=XZ 2
           REF S 1 1!=VV 2
           REF S 1 1!=D9 2
           REF S 1 1!=LU 2
           AMT S 1 1!=T3 2
           DTP S 1 1!=472 2=D8|RD8 3
           2220D S *
            SVC R 1 1-1!=AD|ER|HC|HP|IV|N4|NU|WK 1-2 2 7
            REF S 1 1!=FJ 2
            DTP R 1 1!=472 2=D8|RD8 3
          2000E S *
           HL R 1 1 2 3!=23
           DMG S 1 1!=D8 2 3?=F|M|U
           2100E R 1
            NM1 R 1 1!=QC 2=1|2 3
           2200E S *
            TRN R 1 1!=1 2
            REF S 1 1!=1K 2
            REF S 1 1!=BLT 2
            REF S 1 1!=EJ 2
            REF S 1 1!=XZ 2
            REF S 1 1!=VV 2
            REF S 1 1!=D9 2
            REF S 1 1!=LU 2
            AMT S 1 1!=T3 2
            DTP S 1 1!=472 2=D8|RD8 3
            2220E S *
             SVC R 1 1-1!=AD|ER|HC|HP|IV|N4|NU|WK 1-2 2 7
             REF S 1 1!=FJ 2
             DTP R 1 1!=472 2=D8|RD8 3
      """)
}
