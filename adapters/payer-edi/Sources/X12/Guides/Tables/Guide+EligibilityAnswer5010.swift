// Health care eligibility response: 271, version 005010X279A1.

extension Guide {
  /// Health care eligibility response: 271, version 005010X279A1.
  package static let eligibilityAnswer5010 = Guide(
    set: "271", versions: ["005010"],
    table: """
      BHT R 1 1=0022 2=06|11 3 4 5
      2000A R *
       HL R 1 1 3!=20 4=0|1
       AAA S 9 1 3 4
       2100A R 1
        NM1 R 1 1!=2B|36|GP|P5|PR 2=1|2
        REF S 9 1 2
        PER S 3 1
        AAA S 9 1 3 4
       2000B S *
        HL R 1 1 2 3!=21 4=0|1
        2100B R 1
         NM1 R 1 1!=1P|2B|36|80|FA|GP|P5|PR 2=1|2
         REF S 9 1 2
         AAA S 9 1 3 4
        2000C S *
         HL R 1 1 2 3!=22 4=0|1
         TRN S 3 1=1|2 2 3
         2100C R 1
          NM1 R 1 1!=IL 2=1|2
          REF S 9 1 2
          N3 S 1 1
          N4 S 1 1
          PER S 3 1
          AAA S 9 1 3 4
          PRV S 1 1
          DMG S 1
          INS S 1 1 2
          HI S 1 1-1=ABK|BK 1-2
          DTP S 9 1 2
          MPI S 9 1
          2110C S *
           EB R 1 1
           HSD S 9
           REF S 9 1 2
           DTP S 20 1 2 3
           AAA S 9 1 3 4
           MSG S 10 1
           2115C S 10
            III R 1 2
           LS S 1 1!=2120
           2120C S 23
            NM1 R 1 1 2=1|2
            N3 S 1 1
            N4 S 1 1
            PER S 3 1
            PRV S 1 1
           LE S 1 1!=2120
         2000D S *
          HL R 1 1 2 3!=23 4=0
          TRN S 3 1=1|2 2 3
          2100D R 1
           NM1 R 1 1!=03 2=1|2
           REF S 9 1 2
           N3 S 1 1
           N4 S 1 1
           PER S 3 1
           AAA S 9 1 3 4
           PRV S 1 1
           DMG S 1
           INS S 1 1 2
           HI S 1 1-1=ABK|BK 1-2
           DTP S 9 1 2 3
           2110D S *
            EB R 1 1
            HSD S 9
            REF S 9 1 2
            DTP S 20 1 2 3
            AAA S 9 1 3 4
            MSG S 10 1
            2115D S 10
             III R 1 2
            LS S 1 1!=2120
            2120D S 23
             NM1 R 1 1 2=1|2
             N3 S 1 1
             N4 S 1 1
             PER S 3 1
             PRV S 1 1
            LE S 1 1!=2120
      """)
}
