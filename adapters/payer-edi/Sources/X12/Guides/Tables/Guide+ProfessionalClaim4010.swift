// Health care claim, professional: 837, version 004010X098A1.

extension Guide {
  /// Health care claim, professional: 837, version 004010X098A1.
  package static let professionalClaim4010 = Guide(
    set: "837", versions: ["004010X098"],
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
        NM1 R 1 1!=85 2=1|2 3 8=24|34|XX 9
        N3 R 1 1
        N4 R 1 1 2 3
        REF S 8 1!=0B|1A|1B|1C|1D|1G|1H|1J|B3|BQ|EI|FH|G2|G5|LU|SY|U3|X5 2
        REF S 8 1!=06|8U|EM|IJ|LU|RB|ST|TT 2
        PER S 2 1!=IC 2 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
       2010AB S 1
        NM1 R 1 1!=87 2=1|2 3 8=24|34|XX 9
        N3 R 1 1
        N4 R 1 1 2 3
        REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|1J|B3|BQ|EI|FH|G2|G5|LU|SY|U3|X5 2
       2000B R *
        HL R 1 1 2 3!=22 4=0|1
        SBR R 1 1!=P|S|T 2?=18 5?=12|13|14|15|16|41|42|43|47 9?=09|10|11|12|13|14|15|16|AM|BL|CH|CI|DS|HM|LI|LM|MB|
        +MC|OF|TV|VA|WC|ZZ
        PAT S 1 5?=D8 7?=01 9?=Y
        2010BA R 1
         NM1 R 1 1!=IL 2=1|2 3 8?=MI|ZZ
         N3 S 1 1
         N4 S 1 1 2 3
         DMG S 1 1!=D8 2 3=F|M|U
         REF S 4 1!=1W|23|IG|SY 2
         REF S 1 1!=Y4 2
        2010BB R 1
         NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
         N3 S 1 1
         N4 S 1 1 2 3
         REF S 3 1!=2U|FY|NF|TJ 2
        2010BC S 1
         NM1 R 1 1!=QD 2=1|2 3
         N3 R 1 1
         N4 R 1 1 2 3
        2010BD S 1
         NM1 R 1 1!=AO 2=1|2 3 8=MI 9
         REF S 2 1!=AB|BB 2
        2300 S 100
         CLM R 1 1 2 5-1 5-3 6=N|Y 7=A|B|C|P 8=N|Y 9=A|I|M|N|O|Y 10?=B|C|M|P|S 11-1?=AA|AP|EM|OA 11-2?=AA|AP|EM|OA
         + 11-3?=AA|AP|EM|OA 12?=01|02|03|05|07|08|09 16?=P 20?=1|2|3|4|5|6|7|8|9|10|11
         DTP S 1 1!=454 2=D8 3
         DTP S 1 1!=304 2=D8 3
         DTP S 1 1!=431 2=D8 3
         DTP S 5 1!=453 2=D8 3
         DTP S 10 1!=438 2=D8 3
         DTP S 10 1!=439 2=D8|DT 3
         DTP S 1 1!=484 2=D8 3
         DTP S 1 1!=455 2=D8 3
         DTP S 1 1!=471 2=D8 3
         DTP S 5 1!=360 2=D8 3
         DTP S 5 1!=361 2=D8 3
         DTP S 1 1!=297 2=D8 3
         DTP S 1 1!=296 2=D8 3
         DTP S 1 1!=435 2=D8 3
         DTP S 1 1!=096 2=D8 3
         DTP S 2 1!=090|091 2=D8 3
         PWK S 10 1!=77|AS|B2|B3|B4|CT|DA|DG|DS|EB|MT|NN|OB|OZ|PN|PO|PZ|RB|RR|RT 2=AA|BM|EL|EM|FX 5?=AC
         CN1 S 1 1!=02|03|04|05|06|09
         AMT S 1 1!=MA 2
         AMT S 1 1!=F5 2
         AMT S 1 1!=NE 2
         REF S 1 1!=4N 2=1|2|3|4|5|6|7
         REF S 1 1!=F5 2=Y|N
         REF S 1 1!=EW 2
         REF S 2 1!=9F|G1 2
         REF S 1 1!=F8 2
         REF S 3 1!=X4 2
         REF S 1 1!=9A 2
         REF S 1 1!=9C 2
         REF S 1 1!=LX 2
         REF S 1 1!=D9 2
         REF S 4 1!=1S 2
         REF S 1 1!=EA 2
         REF S 1 1!=P4 2
         K3 S 10 1
         NTE S 1 1!=ADD|CER|DCP|DGN|PMT|TPO 2
         CR1 S 1 1!=LB 3=I|R|T|X 4=A|B|C|D|E 5=DH 6
         CR2 S 1 8=A|C|D|E|F|G|M 12?=N|Y
         CRC S 3 1!=07 2=N|Y 3=01|02|03|04|05|06|07|08|09|60 4?=01|02|03|04|05|06|07|08|09|60 5?=01|02|03|04|05|06|
         +07|08|09|60 6?=01|02|03|04|05|06|07|08|09|60 7?=01|02|03|04|05|06|07|08|09|60
         CRC S 3 1!=E1|E2|E3 2=N|Y 3=L1|L2|L3|L4|L5 4?=L1|L2|L3|L4|L5 5?=L1|L2|L3|L4|L5 6?=L1|L2|L3|L4|L5 7?=L1|L2|
         +L3|L4|L5
         CRC S 1 1!=75 2=Y 3=IH
         CRC S 1 1!=ZZ 2=N|Y 3=AV|NU|S2|ST 4?=AV|NU|S2|ST 5?=AV|NU|S2|ST
         HI S 1 1-1!=BK 1-2 2-1?=BF 3-1?=BF 4-1?=BF 5-1?=BF 6-1?=BF 7-1?=BF 8-1?=BF
         HCP S 1 1!=00|01|02|03|04|05|07|08|09|10|11|12|13|14 2 13?=T1|T2|T3|T4|T5|T6 14?=1|2|3|4|5 15?=1|2|3|4|5|6
         2305 S 6
          CR7 R 1 1!=AI|MS|OT|PT|SN|ST 2 3
          HSD S 3 1!=VS 3?=DA|MO|Q1|WK 5?=7|35 8?=D|E|F
         2310A S 2
          NM1 R 1 1!=DN|P3 2=1|2 3 8?=24|34|XX
          PRV S 1 1!=RF 2=ZZ 3
          REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2310B S 1
          NM1 R 1 1!=82 2=1|2 3 8=24|34|XX 9
          PRV S 1 1!=PE 2=ZZ 3
          REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2310C S 1
          NM1 R 1 1!=QB 2=1|2 3 8?=24|34|XX
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|U3|X5 2
         2310D S 1
          NM1 R 1 1!=77|FA|LI|TL 2=2 8?=24|34|XX
          N3 R 1 1
          N4 R 1 1 2 3
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|G2|LU|N5|TJ|X4|X5 2
         2310E S 1
          NM1 R 1 1!=DQ 2=1 3 4 8?=24|34|XX
          REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
         2320 S 10
          SBR R 1 1!=P|S|T 2=01|04|05|07|10|15|17|18|19|20|21|22|23|24|29|32|33|36|39|40|41|43|53|G8 5=AP|C1|CP|GP|
          +HM|IP|LD|LT|MB|MC|MI|MP|OT|PP|SP 9?=09|10|11|12|13|14|15|16|AM|BL|CH|CI|DS|HM|LI|LM|MB|MC|OF|TV|VA|WC|ZZ
          CAS S 5 1!=CO|CR|OA|PI|PR 2 3
          AMT S 1 1!=D 2
          AMT S 1 1!=AAE 2
          AMT S 1 1!=B6 2
          AMT S 1 1!=F2 2
          AMT S 1 1!=AU 2
          AMT S 1 1!=D8 2
          AMT S 1 1!=DY 2
          AMT S 1 1!=F5 2
          AMT S 1 1!=T 2
          AMT S 1 1!=T2 2
          DMG S 1 1!=D8 2 3=F|M|U
          OI R 1 3=N|Y 4?=B|C|M|P|S 6=A|I|M|N|O|Y
          MOA S 1
          2330A R 1
           NM1 R 1 1!=IL 2=1|2 3 8=MI|ZZ 9
           N3 S 1 1
           N4 S 1
           REF S 3 1!=1W|23|IG|SY 2
          2330B R 1
           NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
           PER S 2 1!=IC 2 3=ED|EM|FX|TE 4 5?=ED|EM|EX|FX|TE 7?=ED|EM|EX|FX|TE
           DTP S 1 1!=573 2=D8 3
           REF S 2 1!=2U|F8|FY|NF|TJ 2
           REF S 2 1!=9F|G1 2
           REF S 2 1!=T4 2=Y
          2330C S 1
           NM1 R 1 1!=QC 2=1 8=MI 9
           REF S 3 1!=1W|23|IG|SY 2
          2330D S 2
           NM1 R 1 1!=DN|P3 2=1|2
           REF R 3 1!=1B|1C|1D|EI|G2|LU|N5 2
          2330E S 1
           NM1 R 1 1!=82 2=1|2
           REF R 3 1!=1B|1C|1D|EI|G2|LU|N5 2
          2330F S 1
           NM1 R 1 1!=QB 2=1|2
           REF R 3 1!=1A|1B|1C|1D|EI|G2|LU|N5 2
          2330G S 1
           NM1 R 1 1!=77|FA|LI|TL 2=2
           REF R 3 1!=1A|1B|1C|1D|G2|LU|N5 2
          2330H S 1
           NM1 R 1 1!=DQ 2=1
           REF R 3 1!=1B|1C|1D|EI|G2|N5 2
         2400 R 50
          LX R 1 1
          SV1 R 1 1-1!=HC|IV|N4|ZZ 1-2 2 3=F2|MJ|UN 4 7-1?=1|2|3|4|5|6|7|8 7-2?=1|2|3|4|5|6|7|8 7-3?=1|2|3|4|5|6|7|
          +8 7-4?=1|2|3|4|5|6|7|8 9?=Y 11?=Y 12?=Y 15?=0
          SV5 S 1 1-1!=HC 1-2 2=DA 3 6?=1|4|6
          PWK S 1 1!=CT 2=AB|AD|AF|AG|NS
          CR1 S 1 1!=LB 3=I|R|T|X 4=A|B|C|D|E 5=DH 6
          CR2 S 5 8=A|C|D|E|F|G|M 12?=N|Y
          CR3 S 1 1!=I|R|S 2=MO 3
          CR5 S 1 1!=I|R|S 2 12=E|R|S 13?=1 14?=2 15?=3
          CRC S 3 1!=07 2=N|Y 3=01|02|03|04|05|06|07|08|09|60 4?=01|02|03|04|05|06|07|08|09|60 5?=01|02|03|04|05|06|
          +07|08|09|60 6?=01|02|03|04|05|06|07|08|09|60 7?=01|02|03|04|05|06|07|08|09|60
          CRC S 1 1!=70 2=N|Y 3=65
          CRC S 2 1!=09|11 2=N|Y 3=37|38|AL|P1|ZV 4?=37|38|AL|P1|ZV 5?=37|38|AL|P1|ZV 6?=37|38|AL|P1|ZV 7?=37|38|AL|
          +P1|ZV
          DTP R 1 1!=472 2=D8|RD8 3
          DTP S 1 1!=607 2=D8 3
          DTP S 1 1!=463 2=D8 3
          DTP S 1 1!=461 2=D8 3
          DTP S 1 1!=304 2=D8 3
          DTP S 2 1!=738|739 2=D8 3
          DTP S 3 1!=119|480|481 2=D8 3
          DTP S 1 1!=011 2=D8 3
          DTP S 1 1!=431 2=D8 3
          DTP S 1 1!=455 2=D8 3
          DTP S 1 1!=453 2=D8 3
          DTP S 1 1!=454 2=D8 3
          DTP S 1 1!=438 2=D8 3
          MEA S 20 1!=OG|TR 2=GRA|HT|R1|R2|R3|R4|ZO 3
          CN1 S 1 1!=01|02|03|04|05|06|09
          REF S 1 1!=9B 2
          REF S 1 1!=9D 2
          REF S 2 1!=9F|G1 2
          REF S 1 1!=6R 2
          REF S 1 1!=EW 2
          REF S 1 1!=X4 2
          REF S 1 1!=F4 2
          REF S 1 1!=BT 2
          REF S 4 1!=1S 2
          REF S 1 1!=TP 2
          REF S 1 1!=OZ|VP 2
          AMT S 1 1!=T 2
          AMT S 1 1!=AAE 2
          AMT S 1 1!=F4 2
          K3 S 10 1
          NTE S 1 1!=ADD|DCP|PMT|TPO 2
          PS1 S 1 1 2
          HSD S 1 1!=VS 3?=DA|MO|Q1|WK 5?=7|34|35 8?=D|E|F
          HCP S 1 1!=00|01|02|03|04|05|06|07|08|09|10|11|12|13|14 2 9?=HC|IV|ZZ 11?=DA|UN 13?=T1|T2|T3|T4|T5|T6
          + 14?=1|2|3|4|5 15?=1|2|3|4|5|6
          2410 S 25
           LIN R 1 2=N4 3
           CTP S 1 3 4 5-1=F2|GR|ML|UN
           REF S 1 1!=XZ 2
          2420A S 1
           NM1 R 1 1!=82 2=1|2 3 8=24|34|XX 9
           PRV S 1 1!=PE 2=ZZ 3
           REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2420B S 1
           NM1 R 1 1!=QB 2=1|2 8?=24|34|XX
           REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|U3|X5 2
          2420C S 1
           NM1 R 1 1!=77|FA|LI|TL 2=2 8?=24|34|XX
           N3 R 1 1
           N4 R 1 1 2 3
           REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|G2|LU|N5|TJ|X4|X5 2
          2420D S 1
           NM1 R 1 1!=DQ 2=1 3 4 8?=24|34|XX
           REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2420E S 1
           NM1 R 1 1!=DK 2=1 3 4 8?=24|34|XX
           N3 S 1 1
           N4 S 1 1 2 3
           REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
           PER S 1 1!=IC 2 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
          2420F S 2
           NM1 R 1 1!=DN|P3 2=1 3 4 8?=24|34|XX
           PRV S 1 1!=RF 2=ZZ 3
           REF S 5 1!=0B|1B|1C|1D|1G|1H|EI|G2|LU|N5|SY|X5 2
          2420G S 4
           NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
           REF R 2 1!=9F|G1 2
          2430 S 25
           SVD R 1 1 2 3-1=HC|IV|ZZ 3-2 5
           CAS S 99 1!=CO|CR|OA|PI|PR 2 3
           DTP R 1 1!=573 2=D8 3
          2440 S 5
           LQ R 1 1!=AS|UT 2
           FRM R 99 1 2?=N|W|Y
        2000C S *
         HL R 1 1 2 3!=23 4=0
         PAT R 1 1!=01|04|05|07|09|10|15|17|19|20|21|22|23|24|29|32|33|34|36|39|40|41|43|53|G8 5?=D8 7?=01 9?=Y
         2010CA R 1
          NM1 R 1 1!=QC 2=1 3 4 8?=MI|ZZ
          N3 R 1 1
          N4 R 1 1 2 3
          DMG R 1 1!=D8 2 3=F|M|U
          REF S 5 1!=1W|23|IG|SY 2
          REF S 1 1!=Y4 2
         2300 S 100 =
      """)
}
