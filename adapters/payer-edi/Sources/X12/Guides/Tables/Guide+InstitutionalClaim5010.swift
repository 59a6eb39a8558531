// Health care claim, institutional: 837, version 005010X223A2 (and A3).

extension Guide {
  /// Health care claim, institutional: 837, version 005010X223A2 (and A3).
  package static let institutionalClaim5010 = Guide(
    set: "837", versions: ["005010X223"],
    table: """
      BHT R 1 1=0019 2=00|18 3 4 5 6=31|CH|RP
      1000A R 1
       NM1 R 1 1!=41 2=1|2 3 8=46 9
       PER R 2 1!=IC 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
      1000B R 1
       NM1 R 1 1!=40 2=2 3 8=46 9
      2000A R *
       HL R 1 1 3!=20 4=1
       PRV S 1 1!=BI 2=PXC 3
       CUR S 1 1!=85 2
       2010AA R 1
        NM1 R 1 1!=85 2=2 3 8?=XX
        N3 R 1 1
        N4 R 1 1
        REF R 1 1!=EI 2
        PER S 2 1!=IC 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
       2010AB S 1
        NM1 R 1 1!=87 2=2
        N3 R 1 1
        N4 R 1 1
       2010AC S 1
        NM1 R 1 1!=PE 2=2 3 8=PI|XV 9
        N3 R 1 1
        N4 R 1 1
        REF S 1 1!=2U|FY|NF 2
        REF R 1 1!=EI 2
       2000B R *
        HL R 1 1 2 3!=22 4=0|1
        SBR R 1 1!=A|B|C|D|E|F|G|H|P|S|T|U 2?=18 9?=11|12|13|14|15|16|17|AM|BL|CH|CI|DS|FI|HM|LM|MA|MB|MC|OF|TV|VA|
        +WC|ZZ
        2010BA R 1
         NM1 R 1 1!=IL 2=1|2 3 8?=II|MI
         N3 S 1 1
         N4 S 1 1
         DMG S 1 1!=D8 2 3=F|M|U
         REF S 1 1!=SY 2
         REF S 1 1!=Y4 2
        2010BB R 1
         NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
         N3 S 1 1
         N4 S 1 1
         REF S 3 1!=2U|EI|FY|NF 2
         REF S 1 1!=G2|LU 2
        2000C S *
         HL R 1 1 2 3!=23 4=0
         PAT R 1 1!=01|19|20|21|39|40|53|G8
         2010CA R 1
          NM1 R 1 1!=QC 2=1 3
          N3 R 1 1
          N4 R 1 1
          DMG R 1 1!=D8 2 3=F|M|U
          REF S 1 1!=Y4 2
          REF S 1 1!=1W|SY 2
         2300 R 100
          CLM R 1 1 2 5-1 5-2=A 5-3 7=A|B|C 8=N|W|Y 9=I|Y 20?=1|10|11|15|2|3|4|5|6|7|8|9
          DTP S 1 1!=096 2=TM 3
          DTP R 1 1!=434 2=RD8 3
          DTP S 1 1!=435 2=D8|DT 3
          DTP S 1 1!=050 2=D8 3
          CL1 R 1 3
          PWK S 10 1!=03|04|05|06|07|08|09|10|11|13|15|21|A3|A4|AM|AS|B2|B3|B4|BR|BS|BT|CB|CK|CT|D2|DA|DB|DG|DJ|DS|
          +EB|HC|HR|I5|IR|LA|M1|MT|NN|OB|OC|OD|OE|OX|OZ|P4|P5|PE|PN|PO|PQ|PY|PZ|RB|RR|RT|RX|SG|V5|XP 2=AA|BM|EL|EM|
          +FT|FX 5?=AC
          CN1 S 1 1!=01|02|03|04|05|06|09
          AMT S 1 1!=F3 2
          REF S 1 1!=4N 2
          REF S 1 1!=9F 2
          REF S 1 1!=G1 2
          REF S 1 1!=F8 2
          REF S 1 1!=9A 2
          REF S 1 1!=9C 2
          REF S 5 1!=LX 2
          REF S 1 1!=D9 2
          REF S 1 1!=LU 2
          REF S 1 1!=EA 2
          REF S 1 1!=P4 2
          REF S 1 1!=G4 2
          K3 S 10 1
          NTE S 10 1!=ALG|DCP|DGN|DME|MED|NTR|ODT|RHB|RLH|RNH|SET|SFM|SPT|UPI 2
          NTE S 1 1!=ADD 2
          CRC S 1 1!=ZZ 2=N|Y 3=AV|NU|S2|ST
          HI R 1 1-1!=ABK|BK 1-2 1-9?=N|U|W|Y
          HI S 1 1-1!=ABJ|BJ 1-2
          HI S 1 1-1!=APR|PR 1-2 2-1?=APR|PR 3-1?=APR|PR
          HI S 1 1-1!=ABN|BN 1-2 1-9?=N|U|W|Y 2-1?=ABN|BN 2-9?=N|U|W|Y 3-1?=ABN|BN 3-9?=N|U|W|Y 4-1?=ABN|BN 4-9?=N|
          +U|W|Y 5-1?=ABN|BN 5-9?=N|U|W|Y 6-1?=ABN|BN 6-9?=N|U|W|Y 7-1?=ABN|BN 7-9?=N|U|W|Y 8-1?=ABN|BN 8-9?=N|U|W|
          +Y 9-1?=ABN|BN 9-9?=N|U|W|Y 10-1?=ABN|BN 10-9?=N|U|W|Y 11-1?=ABN|BN 11-9?=N|U|W|Y 12-1?=ABN|BN 12-9?=N|U|W|Y
          HI S 1 1-1!=DR 1-2
          HI S 2 1-1!=ABF|BF 1-2 1-9?=N|U|W|Y 2-1?=ABF|BF 2-9?=N|U|W|Y 3-1?=ABF|BF 3-9?=N|U|W|Y 4-1?=ABF|BF 4-9?=N|
          +U|W|Y 5-1?=ABF|BF 5-9?=N|U|W|Y 6-1?=ABF|BF 6-9?=N|U|W|Y 7-1?=ABF|BF 7-9?=N|U|W|Y 8-1?=ABF|BF 8-9?=N|U|W|
          +Y 9-1?=ABF|BF 9-9?=N|U|W|Y 10-1?=ABF|BF 10-9?=N|U|W|Y 11-1?=ABF|BF 11-9?=N|U|W|Y 12-1?=ABF|BF 12-9?=N|U|W|Y
          HI S 1 1-1!=BBR|BR|CAH 1-2 1-3=D8 1-4
          HI S 2 1-1!=BBQ|BQ 1-2 1-3=D8 1-4 2-1?=BBQ|BQ 2-3?=D8 3-1?=BBQ|BQ 3-3?=D8 4-1?=BBQ|BQ 4-3?=D8 5-1?=BBQ|BQ
          + 5-3?=D8 6-1?=BBQ|BQ 6-3?=D8 7-1?=BBQ|BQ 7-3?=D8 8-1?=BBQ|BQ 8-3?=D8 9-1?=BBQ|BQ 9-3?=D8 10-1?=BBQ|BQ
          + 10-3?=D8 11-1?=BBQ|BQ 11-3?=D8 12-1?=BBQ|BQ 12-3?=D8
          HI S 2 1-1!=BI 1-2 1-3=RD8 1-4 2-1?=BI 2-3?=RD8 3-1?=BI 3-3?=RD8 4-1?=BI 4-3?=RD8 5-1?=BI 5-3?=RD8
          + 6-1?=BI 6-3?=RD8 7-1?=BI 7-3?=RD8 8-1?=BI 8-3?=RD8 9-1?=BI 9-3?=RD8 10-1?=BI 10-3?=RD8 11-1?=BI
          + 11-3?=RD8 12-1?=BI 12-3?=RD8
          HI S 2 1-1!=BH 1-2 1-3=D8 1-4 2-1?=BH 2-3?=D8 3-1?=BH 3-3?=D8 4-1?=BH 4-3?=D8 5-1?=BH 5-3?=D8 6-1?=BH
          + 6-3?=D8 7-1?=BH 7-3?=D8 8-1?=BH 8-3?=D8 9-1?=BH 9-3?=D8 10-1?=BH 10-3?=D8 11-1?=BH 11-3?=D8 12-1?=BH
          + 12-3?=D8
          HI S 2 1-1!=BE 1-2 1-5 2-1?=BE 3-1?=BE 4-1?=BE 5-1?=BE 6-1?=BE 7-1?=BE 8-1?=BE 9-1?=BE 10-1?=BE 11-1?=BE
          + 12-1?=BE
          HI S 2 1-1!=BG 1-2 2-1?=BG 3-1?=BG 4-1?=BG 5-1?=BG 6-1?=BG 7-1?=BG 8-1?=BG 9-1?=BG 10-1?=BG 11-1?=BG
          + 12-1?=BG
          HI S 2 1-1!=TC 1-2 2-1?=TC 3-1?=TC 4-1?=TC 5-1?=TC 6-1?=TC 7-1?=TC 8-1?=TC 9-1?=TC 10-1?=TC 11-1?=TC
          + 12-1?=TC
          HCP S 1 1!=00|01|02|03|04|05|06|07|08|09|10|11|12|13|14 2 11?=DA|UN 13?=T1|T2|T3|T4|T5|T6 14?=1|2|3|4|5
          + 15?=1|2|3|4|5|6
          2310A S 1
           NM1 R 1 1!=71 2=1 3 8?=XX
           PRV S 1 1!=AT 2=PXC 3
           REF S 4 1!=0B|1G|G2|LU 2
          2310B S 1
           NM1 R 1 1!=72 2=1 3 8?=XX
           REF S 4 1!=0B|1G|G2|LU 2
          2310C S 1
           NM1 R 1 1!=ZZ 2=1 3 8?=XX
           REF S 4 1!=0B|1G|G2|LU 2
          2310D S 1
           NM1 R 1 1!=82 2=1 3 8?=XX
           REF S 4 1!=0B|1G|G2|LU 2
          2310E S 1
           NM1 R 1 1!=77 2=2 3 8?=XX
           N3 R 1 1
           N4 R 1 1
           REF S 3 1!=0B|G2|LU 2
          2310F S 1
           NM1 R 1 1!=DN 2=1 3 8?=XX
           REF S 3 1!=0B|1G|G2 2
          2320 S 10
           SBR R 1 1!=A|B|C|D|E|F|G|H|P|S|T|U 2=01|18|19|20|21|39|40|53|G8 9?=11|12|13|14|15|16|17|AM|BL|CH|CI|DS|
           +FI|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ
           CAS S 5 1!=CO|CR|OA|PI|PR 2 3
           AMT S 1 1!=D 2
           AMT S 1 1!=EAF 2
           AMT S 1 1!=A8 2
           OI R 1 3=N|W|Y 6=I|Y
           MIA S 1 1
           MOA S 1
           2330A R 1
            NM1 R 1 1!=IL 2=1|2 3 8=II|MI 9
            N3 S 1 1
            N4 S 1 1
            REF S 2 1!=SY 2
           2330B R 1
            NM1 R 1 1!=PR 2=2 3 8=PI|XV 9
            N3 S 1 1
            N4 S 1 1
            DTP S 1 1!=573 2=D8 3
            REF S 2 1!=2U|EI|FY|NF 2
            REF S 1 1!=G1 2
            REF S 1 1!=9F 2
            REF S 1 1!=T4 2
            REF S 1 1!=F8 2
           2330C S 1
            NM1 R 1 1!=71 2=1
            REF R 4 1!=0B|1G|G2|LU 2
           2330D S 1
            NM1 R 1 1!=72 2=1
            REF R 4 1!=0B|1G|G2|LU 2
           2330E S 1
            NM1 R 1 1!=ZZ 2=1
            REF R 4 1!=0B|1G|G2|LU 2
           2330F S 1
            NM1 R 1 1!=77 2=2
            REF R 3 1!=0B|G2|LU 2
           2330G S 1
            NM1 R 1 1!=82 2=1
            REF R 4 1!=0B|1G|G2|LU 2
           2330H S 1
            NM1 R 1 1!=DN 2=1
            REF R 3 1!=0B|1G|G2 2
           2330I S 1
            NM1 R 1 1!=85 2=2
            REF R 2 1!=G2|LU 2
          2400 R 999
           LX R 1 1
           SV2 R 1 1 2-1?=ER|HC|HP|IV|WK 3 4=DA|UN 5
           PWK S 10 1!=03|04|05|06|07|08|09|10|11|13|15|21|A3|A4|AM|AS|B2|B3|B4|BR|BS|BT|CB|CK|CT|D2|DA|DB|DG|DJ|DS|
           +EB|HC|HR|I5|IR|LA|M1|MT|NN|OB|OC|OD|OE|OX|OZ|P4|P5|PE|PN|PO|PQ|PY|PZ|RB|RR|RT|RX|SG|V5|XP 2=AA|BM|EL|EM|
           +FT|FX 5?=AC
           DTP S 1 1!=472 2=D8|RD8 3
           REF S 1 1!=6R 2
           REF S 1 1!=9B 2
           REF S 1 1!=9D 2
           AMT S 1 1!=GT 2
           AMT S 1 1!=N8 2
           NTE S 1 1!=TPO 2
           HCP S 1 1!=00|01|02|03|04|05|06|07|08|09|10|11|12|13|14 2 9?=ER|HC|HP|IV|WK 11?=DA|UN 13?=T1|T2|T3|T4|T5|
           +T6 14?=1|2|3|4|5 15?=1|2|3|4|5|6
           2410 S 1
            LIN R 1 2=N4 3
            CTP R 1 4 5-1=F2|GR|ME|ML|UN
            REF S 1 1!=VY|XZ 2
           2420A S 1
            NM1 R 1 1!=72 2=1 3 8?=XX
            REF S 20 1!=0B|1G|G2|LU 2 4-1?=2U
           2420B S 1
            NM1 R 1 1!=ZZ 2=1 3 8?=XX
            REF S 20 1!=0B|1G|G2|LU 2 4-1?=2U
           2420C S 1
            NM1 R 1 1!=82 2=1 3 8?=XX
            REF S 20 1!=0B|1G|G2|LU 2 4-1?=2U
           2420D S 1
            NM1 R 1 1!=DN 2=1 3 8?=XX
            REF S 20 1!=0B|1G|G2 2 4-1?=2U
           2430 S 15
            SVD R 1 1 2 3-1?=ER|HC|HP|IV|WK 4 5
            CAS S 5 1!=CO|CR|OA|PI|PR 2 3
            DTP R 1 1!=573 2=D8 3
            AMT S 1 1!=EAF 2
        2300 S 100 =
      """)
}
