// Health care claim, dental: 837, version 004010X097A1.

extension Guide {
  /// Health care claim, dental: 837, version 004010X097A1.
  package static let dentalClaim4010 = Guide(
    set: "837", versions: ["004010X097"],
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
        REF S 5 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
        REF S 8 1!=06|8U|EM|IJ|LU|RB|ST|TT 2
       2010AB S 1
        NM1 R 1 1!=87 2=1|2 3 8=24|34|XX 9
        N3 R 1 1
        N4 R 1 1 2 3
        REF S 5 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
       2000B R *
        HL R 1 1 2 3!=22 4=0|1
        SBR R 1 1!=P|S|T 2?=18 6=1|6 9?=09|11|12|13|14|15|16|17|BL|CH|CI|DS|FI|HM|LM|MB|MC|MH|OF|SA|VA|WC|ZZ
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
         NM1 R 1 1!=AO 2=1|2 3 8=MI 9
         REF S 3 1!=BB 2
        2300 S 100
         CLM R 1 1 2 5-1 5-3 6=N|Y 7?=A|C|P 8=N|Y 9=N|Y 11-1?=AA|EM|OA 11-2?=AA|EM|OA 11-3?=AA|EM|OA 12?=01|02|03|
         +05 19?=PB 20?=1|2|3|4|5|6|7|8|9|10|11
         DTP S 1 1!=435 2=D8 3
         DTP S 1 1!=096 2=D8 3
         DTP S 1 1!=330 2=D8 3
         DTP S 1 1!=439 2=D8 3
         DTP S 5 1!=452 2=D8 3
         DTP S 1 1!=472 2=D8|RD8 3
         DN1 S 1 3?=Y
         DN2 S 35 1 2=E|I|M
         PWK S 10 1!=B4|DA|DG|EB|OB|OZ|P6|RB|RR 2=AA|BM|EL|EM|FX 5?=AC
         AMT S 1 1!=F5 2
         AMT S 1 1!=MA 2
         REF S 5 1!=G3 2
         REF S 1 1!=4N 2=1|2|3|4|5|6|7
         REF S 1 1!=F8 2
         REF S 2 1!=9F|G1 2
         REF S 1 1!=D9 2
         NTE S 20 1!=ADD 2
         2310A S 2
          NM1 R 1 1!=DN|P3 2=1|2 3 8?=24|34|XX
          PRV S 1 1!=RF 2=ZZ 3
          REF S 5 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
         2310B S 1
          NM1 R 1 1!=82 2=1|2 3 8=24|34|XX 9
          PRV S 1 1!=PE 2=ZZ 3
          REF S 5 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
         2310C S 1
          NM1 R 1 1!=FA 2=2 3 8=24|34|XX 9
          REF S 5 1!=0B|1A|1B|1C|1D|1G|1H|G2|LU|TJ|X4|X5 2
         2310D S 1
          NM1 R 1 1!=DD 2=1|2 3 8=24|34|XX 9
          PRV S 1 1!=AS 2=ZZ 3
          REF S 1 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
         2320 S 10
          SBR R 1 1!=P|S|T 2=01|18|19|20|21|22|29|76 9?=09|11|12|13|14|15|16|17|BL|CH|CI|DS|FI|HM|LM|MB|MC|MH|OF|SA|
          +VA|WC|ZZ
          CAS S 5 1!=CO|CR|OA|PI|PR 2 3
          AMT S 1 1!=D 2
          AMT S 1 1!=AAE 2
          AMT S 1 1!=B6 2
          AMT S 1 1!=F2 2
          AMT S 1 1!=AU 2
          AMT S 1 1!=D8 2
          AMT S 1 1!=F5 2
          DMG S 1 1!=D8 2 3=F|M|U
          OI R 1 3=N|Y 6=N|Y
          2330A R 1
           NM1 R 1 1!=IL 2=1|2 3 4 8=24|MI|ZZ 9
           N3 S 1 1
           N4 S 1 1 2 3
           REF S 3 1!=1W|23|IG|SY 2
          2330B R 1
           NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
           PER S 2 1!=IC 2 3=ED|EM|FX|TE 4 5?=ED|EM|EX|FX|TE 7?=ED|EM|EX|FX|TE
           DTP S 1 1!=573 2=D8 3
           REF S 3 1!=2U|D8|F8|FY|NF|TJ 2
           REF S 2 1!=9F|G1 2
           REF S 1 1!=T4 2
          2330C S 1
           NM1 R 1 1!=QC 2=1 8=MI 9
           REF S 3 1!=1W|23|IG|SY 2
          2330D S 1
           NM1 R 1 1!=DN|P3 2=1|2
           REF S 3 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
          2330E S 1
           NM1 R 1 1!=82 2=1|2
           REF S 3 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
         2400 R 50
          LX R 1 1
          SV3 R 1 1-1!=AD 1-2 2 4-1?=L|R|00|01|02|09|10|20|30|40 4-2?=L|R|00|01|02|09|10|20|30|40 4-3?=L|R|00|01|02|
          +09|10|20|30|40 4-4?=L|R|00|01|02|09|10|20|30|40 4-5?=L|R|00|01|02|09|10|20|30|40 5?=I|R 6
          TOO S 32 1!=JP 3-1?=B|D|F|I|L|M|O 3-2?=B|D|F|I|L|M|O 3-3?=B|D|F|I|L|M|O 3-4?=B|D|F|I|L|M|O 3-5?=B|D|F|I|L|
          +M|O
          DTP S 1 1!=472 2=D8 3
          DTP S 1 1!=441 2=D8 3
          DTP S 1 1!=452 2=D8 3
          DTP S 1 1!=446 2=D8 3
          QTY S 5 1!=BF|EM|HM|HO|HP|P3|P4|P5|SG 2
          REF S 1 1!=G3 2
          REF S 2 1!=9F|G1 2
          REF S 1 1!=6R 2
          AMT S 1 1!=AAE 2
          AMT S 1 1!=T 2
          NTE S 10 1 2
          2420A S 1
           NM1 R 1 1!=82 2=1|2 3 8=24|34|XX 9
           PRV S 1 1!=PE 2=ZZ 3
           REF S 5 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|G5|LU|SY|TJ 2
          2420B S 1
           NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
           REF S 2 1!=9F|G1 2
          2420C S 1
           NM1 S 1 1!=DD 2=1|2 3 8=24|34|XX 9
           PRV S 1 1!=AS 2=ZZ 3
           REF S 1 1!=0B|1A|1B|1C|1D|1E|1H|EI|G2|LU|TJ|X4|X5 2
          2430 S 25
           SVD R 1 1 2 3-1=AD|ZZ 3-2 5
           CAS S 99 1!=CO|CR|OA|PI|PR 2 3
           DTP R 1 1!=573 2=D8 3
        2000C S *
         HL R 1 1 2 3!=23 4=0
         PAT R 1 1!=01|19|20|22|29|41|53|76 4?=F|N|P
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
