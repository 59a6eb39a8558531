// Premium payment: 820, version 005010X218.

extension Guide {
  /// Premium payment: 820, version 005010X218.
  package static let premiumPayment5010 = Guide(
    set: "820", versions: ["005010X218", "005010"],
    table: """
      BPR R 1 1!=C|D|I|P|U|X 2 3=C 4=ACH|BOP|CHK|FWT|NON|SWT 5?=CCP|CTX 6?=01|02|04 8?=ALC|DA 10 12?=01|02|04
      + 14?=DA|SG 16
      TRN R 1 1!=1|3 2
      CUR S 1 1!=2B|PR 2
      REF S * 1!=14|17|18|2F|38|72|LB 2
      DTM S 1 1!=009 2
      DTM S 1 1!=035 2
      DTM S 1 1!=582 5=RD8 6
      DTM S 1 1!=097 2
      1000A R 1
       N1 R 1 1!=PE 3?=1|9|EQ|FI|XV
       N2 S 1 1
       N3 S 1 1
       N4 S 1 1
       RDM S 1 1!=BM|EM|FT|FX|IA|OL
      1000B R 1
       N1 R 1 1!=PR 3?=1|24|75|9|EQ|FI|PI
       N2 S 1 1
       N3 S 1 1
       N4 S 1 1
       PER S * 1!=IC 2 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
      1000C S 14
       N1 R 1 1!=04|0B|8W|AK|BE|BK|C1|C2|IAT|MJ|RB|Z6|ZB|ZL 3?=31|57|94|A3|A4|A6|CF|G|PA
       N2 S 1 1
       N3 S 1 1
       N4 S 1 1
       PER S * 1!=IC 2 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EM|EX|FX|TE
      2000A S 1
       ENT R 1 1 2!=2L|AG|NH|RGA|UN 3=1|24|9|FI 4
       2200A S *
        ADX R 1 1 2=52|53|80|81|86|BJ|H1|H6|RU|WO|WW
       2300A R *
        RMR R 1 1!=11|1L|CT|IK 2 3?=PA|PI|PO|PP 4
        REF S * 1!=14|17|18|2F|38|E9|LB|LU|ZZ 2
        DTM S 1 1!=582|AAG 5?=RD8
        2310A S 1
         IT1 R 1 1
         2312A S 4
          SAC R 1 1!=C 2=A172|B680|D940|G740 5
         2315A S 3
          SLN R 1 1 3=O 4 5-1=10|IE|PR
        2320A S *
         ADX R 1 1 2=20|52|53|AA|AX|H1|H6|IA|J3
      2000B S *
       ENT R 1 1 2!=2J 3=34|EI|II 4
       2100B S *
        NM1 R 1 1!=DO|EY|IL|QE 2=1 8?=34|EI|N
       2200B S *
        ADX R 1 1 2=52|53|80|81|86|BJ|H1|H6|RU|WO
       2300B R *
        RMR R 1 1!=11|9J|AZ|B7|CT|ID|IG|IK|KW 2 4
        REF S * 1!=14|18|2F|38|E9|LU|ZZ 2
        DTM S 1 1!=582|AAG 5?=RD8
        2320B S *
         ADX R 1 1 2=20|52|53|AA|AX|H1|H6|IA|J3
      """)
}
