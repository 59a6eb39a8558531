// Health care claim payment and advice: 835, version 005010X221A1.

extension Guide {
  /// Health care claim payment and advice: 835, version 005010X221A1.
  package static let remittance5010 = Guide(
    set: "835", versions: ["005010"],
    table: """
      BPR R 1 1!=C|D|H|I|P|U|X 2 3=C|D 4=ACH|BOP|CHK|FWT|NON 5?=CCP|CTX 6?=01|04 8?=DA 12?=01|04 14?=DA|SG 16
      TRN R 1 1!=1 2 3
      CUR S 1 1!=PR 2
      REF S 1 1!=EV 2
      REF S 1 1!=F2 2
      DTM S 1 1!=405 2
      1000A R 1
       N1 R 1 1!=PR 2 3?=XV
       N3 R 1 1
       N4 R 1 1
       REF S 4 1!=2U|EO|HI|NF 2
       PER S 1 1!=CX 3?=EM|FX|TE 5?=EM|EX|FX|TE 7?=EX
       PER R * 1!=BL 3?=EM|TE|UR 5?=EM|EX|FX|TE|UR 7?=EM|EX|FX|UR
       PER S 1 1!=IC 3=UR 4
      1000B R 1
       N1 R 1 1!=PE 2 3=FI|XV|XX 4
       N3 S 1 1
       N4 S 1 1
       REF S * 1!=0B|D3|PQ|TJ 2
       RDM S 1 1!=BM|EM|FT|OL
      2000 S *
       LX R 1 1
       TS3 S 1 1 2 3 4 5
       TS2 S 1
       2100 R *
        CLP R 1 1 2=1|19|2|20|21|22|23|25|3|4 3 4 6=12|13|14|15|16|17|AM|CH|DS|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ 7
        CAS S 99 1!=CO|OA|PI|PR 2 3
        NM1 R 1 1!=QC 2=1 8?=34|HN|II|MI|MR
        NM1 S 1 1!=IL 2=1|2 8=FI|II|MI 9
        NM1 S 1 1!=74 2=1|2 8?=C
        NM1 S 1 1!=82 2=1|2 8=BD|BS|FI|MC|PC|SL|UP|XX 9
        NM1 S 1 1!=TT 2=2 3 8=AD|FI|NI|PI|PP|XV 9
        NM1 S 1 1!=PR 2=2 3 8=AD|FI|NI|PI|PP|XV 9
        NM1 S 1 1!=GB 2=1|2 8?=FI|II|MI
        MIA S 1 1
        MOA S 1
        REF S 5 1!=1L|1W|28|6P|9A|9C|BB|CE|EA|F8|G1|G3|IG|SY 2
        REF S 10 1!=0B|1A|1B|1C|1D|1G|1H|1J|D3|G2|LU 2
        DTM S 2 1!=232|233 2
        DTM S 1 1!=036 2
        DTM S 1 1!=050 2
        PER S 2 1!=CX 3=EM|FX|TE 4 5?=EM|EX|FX|TE 7?=EX
        AMT S 13 1!=AU|D8|DY|F5|I|NL|T|T2|ZK|ZL|ZM|ZN|ZO 2
        QTY S 14 1!=CA|CD|LA|LE|NE|NR|OU|PS|VS|ZK|ZL|ZM|ZN|ZO 2
        2110 S 999
         SVC R 1 1-1!=AD|ER|HC|HP|IV|N4|N6|NU|UI|WK 1-2 2 3 6-1?=AD|ER|HC|HP|IV|N4|NU|WK
         DTM S 2 1!=150|151|472 2
         CAS S 99 1!=CO|OA|PI|PR 2 3
         REF S 8 1!=1S|APC|BB|E9|G1|G3|LU|RB 2
         REF S 1 1!=6R 2
         REF S 10 1!=0B|1A|1B|1C|1D|1G|1H|1J|D3|G2|HPI|SY|TJ 2
         REF S 5 1!=0K 2
         AMT S 9 1!=B6|KH|T|T2|ZK|ZL|ZM|ZN|ZO 2
         QTY S 6 1!=ZK|ZL|ZM|ZN|ZO 2
         LQ S 99 1!=HE|RX 2
      PLB S * 1 2 3-1 4
      """)
}
