// Health care claim, institutional: 837, version 004010X096A1.

extension Guide {
  /// Health care claim, institutional: 837, version 004010X096A1.
  package static let institutionalClaim4010 = Guide(
    set: "837", versions: ["004010X096"],
    table: """
      BHT R 1 1=0019 2=00|18 3 4 5 6=CH|RP
      REF R 1 1!=87 2
      1000A R 1
       NM1 R 1 1!=41 2=1|2 3 8=46 9
       PER R 2 1!=IC 2 3=ED|EM|FX|TE 4 5?=ED|EM|EX|FX|TE 7?=ED|EM|EX|FX|TE
      1000B R 1
       NM1 R 1 1!=40 2=2 3 8=46 9
      2000A R *
       HL R 1 1 3!=20 4=1
       PRV S 1 1!=BI|PT 2=ZZ 3
       CUR S 1 1!=85 2
       2010AA R 1
        NM1 R 1 1!=85 2=2 3 8=24|34|XX 9
        N3 R 1 1
        N4 R 1 1 2 3
        REF S 8 1!=0B|1A|1B|1C|1D|1G|1H|1J|B3|BQ|EI|FH|G2|G5|LU|SY|X5 2
        REF S 8 1!=06|8U|EM|IJ|LU|RB|ST|TT 2
        PER S 2 1!=IC 2 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
       2010AB S 1
        NM1 R 1 1!=87 2=2 3 8=24|34|XX 9
        N3 R 1 1
        N4 R 1 1 2 3
        REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|1J|B3|BQ|EI|FH|G2|G5|LU|SY|X5 2
       2000B R *
        HL R 1 1 2 3!=22 4=0|1
        SBR R 1 1!=P|S|T 2?=18 9?=09|10|11|12|13|14|15|16|AM|BL|CH|CI|DS|HM|LI|LM|MA|MB|MC|OF|TV|VA|WC|ZZ
        2010BA R 1
         NM1 R 1 1!=IL 2=1|2 3 8?=MI|ZZ
         N3 S 1 1
         N4 S 1 1 2 3
         DMG S 1 1!=D8 2 3=F|M|U
         REF S 4 1!=1W|23|IG|SY 2
         REF S 1 1!=Y4 2
        2010BB S 1
         NM1 R 1 1!=AO 2=1|2 3 8=MI 9
         REF S 2 1!=AB|BB 2
        2010BC R 1
         NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
         N3 S 1 1
         N4 S 1 1 2 3
         REF S 3 1!=2U|FY|NF|TJ 2
        2010BD S 1
         NM1 R 1 1!=QD 2=1|2 3
         N3 R 1 1
         N4 R 1 1 2 3
        2300 S 100
         CLM R 1 1 2 5-1 5-2=A 5-3 6=N|Y 7?=A|C 8=N|Y 9=A|I|M|N|O|Y 18=N|Y 20?=1|2|3|4|5|6|7|8|9|10|11
         DTP S 1 1!=096 2=TM 3
         DTP R 1 1!=434 2=D8|RD8 3
         DTP S 1 1!=435 2=DT 3
         CL1 S 1
         PWK S 10 1!=AS|B2|B3|B4|CT|DA|DG|DS|EB|MT|NN|OB|OZ|PN|PO|PZ|RB|RR|RT 2=AA|BM|EL|EM|FX 5?=AC
         CN1 S 1 1!=01|02|03|04|05|06|09
         AMT S 1 1!=C5 2
         AMT S 1 1!=F3 2
         AMT S 1 1!=F5 2
         AMT S 1 1!=MA 2
         REF S 1 1!=9C 2
         REF S 1 1!=9A 2
         REF S 1 1!=D9 2
         REF S 2 1!=DD 2
         REF S 1 1!=F8 2
         REF S 1 1!=LX 2
         REF S 1 1!=4N 2=1|2|3|4|5|6|7
         REF S 1 1!=G4 2
         REF S 2 1!=9F|G1 2
         REF S 1 1!=EA 2
         REF S 1 1!=P4 2
         K3 S 10 1
         NTE S 10 1!=ALG|DCP|DGN|DME|MED|NTR|ODT|RHB|RLH|RNH|SET|SFM|SPT|UPI 2
         NTE S 1 1!=ADD 2
         CR6 S 1 1!=1|2|3|4|5|6|7|8 2 3?=RD8 5 6=N|U|Y 7=N|Y 8=I|R|S 10?=HC|ID 15?=RD8 17=A|B|C|D|E|F|G|H|L|M|O|R|S|T
         CRC S 3 1!=75 2=N|Y 3=AA|AL|BL|CO|DY|EL|HL|LB|OL|PA|SL 4?=AA|AL|BL|CO|DY|EL|HL|LB|OL|PA|SL 5?=AA|AL|BL|CO|
         +DY|EL|HL|LB|OL|PA|SL 6?=AA|AL|BL|CO|DY|EL|HL|LB|OL|PA|SL 7?=AA|AL|BL|CO|DY|EL|HL|LB|OL|PA|SL
         CRC S 3 1!=76 2=N|Y 3=BR|CA|CB|CR|EP|IH|NR|PW|TR|UT|WA|WR 4?=BR|CA|CB|CR|EP|IH|NR|PW|TR|UT|WA|WR 5?=BR|CA|
         +CB|CR|EP|IH|NR|PW|TR|UT|WA|WR 6?=BR|CA|CB|CR|EP|IH|NR|PW|TR|UT|WA|WR 7?=BR|CA|CB|CR|EP|IH|NR|PW|TR|UT|WA|WR
         CRC S 2 1!=77 2=N|Y 3=AG|CM|DI|DP|FO|LE|MC|OT 4?=AG|CM|DI|DP|FO|LE|MC|OT 5?=AG|CM|DI|DP|FO|LE|MC|OT 6?=AG|
         +CM|DI|DP|FO|LE|MC|OT 7?=AG|CM|DI|DP|FO|LE|MC|OT
         HI S 1 1-1!=BK 1-2 2-1?=BJ|ZZ 3-1?=BN
         HI S 1 1-1!=DR 1-2
         HI S 2 1-1!=BF 1-2 2-1?=BF 3-1?=BF 4-1?=BF 5-1?=BF 6-1?=BF 7-1?=BF 8-1?=BF 9-1?=BF 10-1?=BF 11-1?=BF 12-1?=BF
         HI S 1 1-1!=BP|BR 1-2 1-3?=D8
         HI S 2 1-1!=BO|BQ 1-2 1-3?=D8 2-1?=BO|BQ 2-3?=D8 3-1?=BO|BQ 3-3?=D8 4-1?=BO|BQ 4-3?=D8 5-1?=BO|BQ 5-3?=D8
         + 6-1?=BO|BQ 6-3?=D8 7-1?=BO|BQ 7-3?=D8 8-1?=BO|BQ 8-3?=D8 9-1?=BO|BQ 9-3?=D8 10-1?=BO|BQ 10-3?=D8
         + 11-1?=BO|BQ 11-3?=D8 12-1?=BO|BQ 12-3?=D8
         HI S 2 1-1!=BI 1-2 1-3=RD8 1-4 2-1?=BI 2-3?=RD8 3-1?=BI 3-3?=RD8 4-1?=BI 4-3?=RD8 5-1?=BI 5-3?=RD8 6-1?=BI
         + 6-3?=RD8 7-1?=BI 7-3?=RD8 8-1?=BI 8-3?=RD8 9-1?=BI 9-3?=RD8 10-1?=BI 10-3?=RD8 11-1?=BI 11-3?=RD8
         + 12-1?=BI 12-3?=RD8
         HI S 2 1-1!=BH 1-2 1-3=D8 1-4 2-1?=BH 2-3?=D8 3-1?=BH 3-3?=D8 4-1?=BH 4-3?=D8 5-1?=BH 5-3?=D8 6-1?=BH
         + 6-3?=D8 7-1?=BH 7-3?=D8 8-1?=BH 8-3?=D8 9-1?=BH 9-3?=D8 10-1?=BH 10-3?=D8 11-1?=BH 11-3?=D8 12-1?=BH
         + 12-3?=D8
         HI S 2 1-1!=BE 1-2 1-5 2-1?=BE 3-1?=BE 4-1?=BE 5-1?=BE 6-1?=BE 7-1?=BE 8-1?=BE 9-1?=BE 10-1?=BE 11-1?=BE
         + 12-1?=BE
         HI S 2 1-1!=BG 1-2 2-1?=BG 3-1?=BG 4-1?=BG 5-1?=BG 6-1?=BG 7-1?=BG 8-1?=BG 9-1?=BG 10-1?=BG 11-1?=BG 12-1?=BG
         HI S 2 1-1!=TC 1-2 2-1?=TC 3-1?=TC 4-1?=TC 5-1?=TC 6-1?=TC 7-1?=TC 8-1?=TC 9-1?=TC 10-1?=TC 11-1?=TC 12-1?=TC
         QTY S 4 1!=CA|CD|LA|NA 2 3-1=DA
         HCP S 1 1!=00|01|02|03|04|05|06|07|08|09|10|11|12|13|14 2 9?=HC 11?=DA|UN 13?=T1|T2|T3|T4|T5|T6 14?=1|2|3|
         +4|5 15?=1|2|3|4|5|6
         2305 S 6
          CR7 R 1 1!=AI|MS|OT|PT|SN|ST 2 3
          HSD S 12 1!=VS 3?=DA|MO|Q1|WK 5?=7|35 8?=D|E|F
         2310A S 1
          NM1 R 1 1!=71 2=1|2 3 8=24|34|XX 9
          PRV S 1 1!=AT|SU 2=ZZ 3
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2310B S 1
          NM1 R 1 1!=72 2=1 3 4 8=24|34|XX 9
          PRV S 1 1!=OP 2=ZZ 3
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2310C S 1
          NM1 R 1 1!=73 2=1|2 3 8=24|34|XX 9
          PRV S 1 1!=OT|PE 2=ZZ 3
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2310E S 1
          NM1 R 1 1!=FA 2=2 3 8?=24|34|XX
          PRV S 1 1!=RP 2=ZZ 3
          N3 R 1 1
          N4 R 1 1 2 3
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|1J|EI|FH|G2|G5|LU|N5|X5 2
         2320 S 10
          SBR R 1 1!=P|S|T 2=01|04|05|07|10|15|17|18|19|20|21|22|23|24|29|32|33|36|39|40|41|43|53|G8 9?=09|10|11|12|
          +13|14|15|16|AM|BL|CH|CI|DS|HM|LI|LM|MA|MB|MC|OF|TV|VA|WC|ZZ
          CAS S 5 1!=CO|CR|OA|PI|PR 2 3
          AMT S 1 1!=C4 2
          AMT S 1 1!=B6 2
          AMT S 1 1!=T3 2
          AMT S 1 1!=ZZ 2
          AMT S 1 1!=N1 2
          AMT S 1 1!=KF 2
          AMT S 1 1!=PG 2
          AMT S 1 1!=AA 2
          AMT S 1 1!=B1 2
          AMT S 1 1!=A8 2
          AMT S 1 1!=YT 2
          DMG S 1 1!=D8 2 3=F|M|U
          OI R 1 3=N|Y 6=A|I|M|N|O|Y
          MIA S 1 1
          MOA S 1
          2330A R 1
           NM1 R 1 1!=IL 2=1|2 3 8=MI|ZZ 9
           N3 S 1 1
           N4 S 1 1 2 3
           REF S 3 1!=1W|23|IG|SY 2
          2330B R 1
           NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
           N3 S 1 1
           N4 S 1 1 2 3
           DTP S 1 1!=573 2=D8 3
           REF S 2 1!=2U|F8|FY|NF|TJ 2
           REF S 1 1!=9F|G1 2
          2330C S 1
           NM1 R 1 1!=QC 2=1 8=EI|MI 9
           REF S 3 1!=1W|IG|SY 2
          2330D S 1
           NM1 R 1 1!=71 2=1|2
           REF R 3 1!=1A|1B|1C|1D|1G|1H|EI|G2|LU|N5 2
          2330E S 1
           NM1 R 1 1!=72 2=1
           REF R 3 1!=1A|1B|1C|1D|1G|1H|EI|G2|LU|N5 2
          2330F S 1
           NM1 R 1 1!=73 2=1|2
           REF R 3 1!=1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY 2
          2330H S 1
           NM1 R 1 1!=FA 2=2
           REF R 3 1!=1B|1C|1D|EI|G2|LU|N5 2
         2400 R 999
          LX R 1 1
          SV2 R 1 1 2-1?=HC|IV|N4|ZZ 3 4=DA|F2|UN 5
          PWK S 5 1!=AS|B2|B3|B4|CT|DA|DG|DS|EB|MT|NN|OB|OZ|PN|PO|PZ|RB|RR|RT 2=AA|AB|AD|AF|AG|BM|EL|EM|FX 5?=AC
          DTP S 1 1!=472 2=D8|RD8 3
          DTP S 1 1!=866 2=D8 3
          AMT S 1 1!=GT 2
          AMT S 1 1!=N8 2
          HCP S 1 1!=00|01|02|03|04|05|06|07|08|09|10|11|12|13|14 2 9?=HC 11?=DA|UN 13?=T1|T2|T3|T4|T5|T6 14?=1|2|3|
          +4|5 15?=1|2|3|4|5|6
          2410 S 25
           LIN S 1 2=N4 3
           CTP S 1 3 4 5-1=F2|GR|ML|UN
           REF S 1 1!=XZ 2
          2420A S 1
           NM1 R 1 1!=71 2=1|2 3 8=24|34|XX 9
           PRV S 1 1!=AT 2=ZZ 3
           REF S 1 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2420B S 1
           NM1 R 1 1!=72 2=1 3 4 8=24|34|XX 9
           PRV S 1 1!=OP 2=ZZ 3
           REF S 1 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2420C S 1
           NM1 R 1 1!=73 2=1|2 3 8=24|34|XX 9
           PRV S 1 1!=OT|PE 2=ZZ 3
           REF S 1 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2430 S 25
           SVD R 1 1 2 3-1?=HC|IV|ZZ 4 5
           CAS S 99 1!=CO|CR|OA|PI|PR 2 3
           DTP S 1 1!=573 2=D8 3
        2000C S *
         HL R 1 1 2 3!=23 4=0
         PAT R 1 1!=01|04|05|07|10|15|17|19|20|21|22|23|24|29|32|33|36|39|40|41|43|53|G8
         2010CA R 1
          NM1 R 1 1!=QC 2=1 3 4 8?=MI|ZZ
          N3 R 1 1
          N4 R 1 1 2 3
          DMG R 1 1!=D8 2 3=F|M|U
          REF S 5 1!=1W|23|IG|SY 2
          REF S 1 1!=Y4 2
         2300 R 100 =
      """)
}
