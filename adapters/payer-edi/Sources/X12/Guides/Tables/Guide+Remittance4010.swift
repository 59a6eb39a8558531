// Health care claim payment and advice: 835, version 004010X091A1.

extension Guide {
  /// Health care claim payment and advice: 835, version 004010X091A1.
  package static let remittance4010 = Guide(
    set: "835", versions: ["004010"],
    table: """
      BPR R 1 1!=C|D|H|I|P|U|X 2 3=C|D 4=ACH|BOP|CHK|FWT|NON 5?=CCP|CTX 6?=01|04 8?=DA 12?=01|04 14?=DA|SG 16
      TRN R 1 1!=1 2 3
      CUR S 1 1!=PR 2
      REF S 1 1!=EV 2
      REF S 1 1!=F2 2
      DTM S 1 1!=405 2
      1000A R 1
       N1 R 1 1!=PR 3?=XV
       N3 R 1 1
       N4 R 1 1 2 3
       REF S 4 1!=2U|EO|HI|NF 2
       PER S 1 1!=CX 3?=EM|FX|TE 5?=EM|EX|FX|TE 7?=EX
      1000B R 1
       N1 R 1 1!=PE 3=FI|XX 4
       N3 S 1 1
       N4 S 1 1 2 3
       REF S * 1!=0B|1A|1B|1C|1D|1E|1F|1G|1H|D3|G2|N5|PQ|TJ 2
      2000 S *
       LX R 1 1
       TS3 S 1 1 2 3 4 5
       TS2 S 1
       2100 R *
        CLP R 1 1 2 3 4 6=12|13|14|15|16|AM|CH|DS|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ
        CAS S 99 1!=CO|CR|OA|PI|PR 2 3
        NM1 R 1 1!=QC 2=1 3 4 8?=34|HN|II|MI|MR
        NM1 S 1 1!=IL 2=1|2 8=34|HN|MI 9
        NM1 S 1 1!=74 2=1|2 8?=C
        NM1 S 1 1!=82 2=1|2 8=BD|BS|FI|MC|PC|SL|UP|XX 9
        NM1 S 1 1!=TT 2=2 3 8=AD|FI|NI|PI|PP|XV 9
        NM1 S 2 1!=PR 2=2 3 8=AD|FI|NI|PI|PP|XV 9
        MIA S 1 1
        MOA S 1
        REF S 5 1!=1L|1W|9A|9C|A6|BB|CE|EA|F8|G1|G3|IG|SY 2
        REF S 10 1!=1A|1B|1C|1D|1G|1H|D3|G2 2
        DTM S 4 1!=036|050|232|233 2
        PER S 3 1!=CX 3?=EM|FX|TE 5?=EM|EX|FX|TE 7?=EX
        AMT S 14 1!=I|T|AU|D8|DY|F5|NL|T2|ZK|ZL|ZM|ZN|ZO|ZZ 2
        QTY S 15 1!=CA|CD|LA|LE|NA|NE|NR|OU|PS|VS|ZK|ZL|ZM|ZN|ZO 2
        2110 S 999
         SVC R 1 1-1!=AD|ER|HC|ID|IV|N4|NU|RB|ZZ 1-2 2 3 6-1?=AD|ER|HC|ID|IV|N4|NU|RB|ZZ
         DTM S 3 1!=150|151|472 2
         CAS S 99 1!=CO|CR|OA|PI|PR 2 3
         REF S 7 1!=1S|6R|BB|E9|G1|G3|LU|RB 2
         REF S 10 1!=1A|1B|1C|1D|1G|1H|1J|HPI|SY|TJ 2
         AMT S 12 1!=B6|DY|KH|NE|T|T2|ZK|ZL|ZM|ZN|ZO 2
         QTY S 6 1!=NE|ZK|ZL|ZM|ZN|ZO 2
         LQ S 99 1!=HE|RX 2
      PLB S * 1 2 3-1 4
      """)
}
