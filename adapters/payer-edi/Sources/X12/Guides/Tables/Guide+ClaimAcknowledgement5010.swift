// Health care claim acknowledgement: 277CA, version 005010X214.

extension Guide {
  /// Health care claim acknowledgement: 277CA, version 005010X214.
  package static let claimAcknowledgement5010 = Guide(
    set: "277", versions: ["005010X214"],
    table: """
      BHT R 1 1=0085 2=08 3 4 5 6=TH
      2000A R *
       HL R 1 1 3!=20 4=1
       2100A R 1
        NM1 R 1 1!=PR|AY 2=2 3 8=46|FI|PI|XV 9
       2200A R *
        TRN R 1 1!=1 2
        DTP R 1 1!=050 2=D8 3
        DTP R 1 1!=009 2=D8 3
       2000B R 1
        HL R 1 1 2 3!=21 4=0|1
        2100B R 1
         NM1 R 1 1!=41 2=1|2 3 8=46 9
        2200B R 1
         TRN R 1 1!=2 2
         STC R * 1-1 1-2 1-3?=36|40|41|AY|PR 2 3=U|WQ 4
         QTY S 1 1!=90 2
         QTY S 1 1!=AA 2
         AMT S 1 1!=YU 2
         AMT S 1 1!=YY 2
        2000C R *
         HL R 1 1 2 3!=19 4=1
         2100C R *
          NM1 R 1 1!=85 2=1|2 3 8=FI|SV|XX 9
         2200C R 1
          TRN R 1 1!=1 2
          STC R * 1-1 1-2 1-3?=36|40|41|77|82|85|87|AY|PR 3=U|WQ 4
          REF S 1 1!=0B|1G|G2|LU|SY|TJ 2
          QTY S 1 1!=QA 2
          QTY S 1 1!=QC 2
          AMT S 1 1!=YU 2
          AMT S 1 1!=YY 2
         2000D R *
          HL R 1 1 2 3!=PT
          2100D R 1
           NM1 R 1 1!=QC 2=1 3 8=II|MI 9
          2200D S *
           TRN R 1 1!=2 2
           STC R * 1-1 1-2 2 3=U|WQ 4
           REF S 1 1!=1K 2
           REF S 1 1!=D9 2
           REF S 1 1!=BLT 2
           DTP R 1 1!=472 2=RD8|D8 3
           2220D S *
            SVC R 1 1-1!=AD|ER|HC|HP|IV|NU|NU|WK 1-2 2
            STC R 1 1-1 1-2 2 3=U
            REF S 1 1!=FJ 2
            REF S 1 1!=XZ 2
            DTP S 1 1!=472 2=D8|RD8 3
      """)
}
