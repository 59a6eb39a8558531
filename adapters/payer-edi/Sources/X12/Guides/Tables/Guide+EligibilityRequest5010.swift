// Health care eligibility inquiry: 270, version 005010X279A1.

extension Guide {
  /// Health care eligibility inquiry: 270, version 005010X279A1.
  package static let eligibilityRequest5010 = Guide(
    set: "270", versions: ["005010"],
    table: """
      BHT R 1 1=0022 2=01|13|36 4 5
      2000A R *
       HL R 1 1 3!=20 4=0|1
       2100A R 1
        NM1 R 1 1!=2B|36|GP|P5|PR 2=1|2 3 8=24|46|FI|NI|PI|XV|XX 9
       2000B R *
        HL R 1 1 2 3!=21 4=0|1
        2100B R 1
         NM1 R 1 1!=1P|2B|36|80|FA|GP|P5|PR 2=1|2 3 8=24|34|FI|PI|PP|SV|XV|XX 9
         REF S 9 1 2
         N3 S 1 1
         N4 S 1 1
         PRV S 1 1
        2000C S *
         HL R 1 1 2 3!=22 4=0|1
         TRN S 2 1=1 2 3
         2100C R 1
          NM1 R 1 1!=IL 2=1|2
          REF S 9 1 2
          N3 S 1 1
          N4 S 1 1
          PRV S 1 1
          DMG S 1
          INS S 1 1=N|Y 2
          HI S 1 1-1=ABK|BK 1-2
          DTP S 2 1=102|291 2=D8|RD8 3
          2110C S 99
           EQ R 1
           AMT S 2 1!=PB|R 2
           III S 1 1=ZZ 2
           REF S 1 1!=9F|G1 2
           DTP S 1 1!=291 2=D8|RD8 3
         2000D S *
          HL R 1 1 2 3!=23 4=0|1
          TRN S 2 1=1 2 3
          2100D R 1
           NM1 R 1 1!=03 2=1
           REF S 9 1 2
           N3 S 1 1
           N4 S 1 1
           PRV S 1 1
           DMG S 1
           INS S 1 1=N|Y 2
           HI S 1 1-1=ABK|BK 1-2
           DTP S 2 1=102|291 2=D8|RD8 3
           2110D S 99
            EQ R 1
            AMT S 2 1!=PB|R 2
            III S 1 1=ZZ 2
            REF S 1 1!=9F|G1 2
            DTP S 1 1!=291 2=D8|RD8 3
      """)
}
