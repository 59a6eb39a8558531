// A small BAI2 file whose controls are right, with one of each thing that the reader must know.

enum BAI2Sample {
  /// Two groups, three accounts, continuations, all funds types. Deposits: 150000, 70000, 2500 USD and 900 CAD.
  static let text = """
    01,121140399,TRIBUTARY,260302,0715,7,80,,2/
    02,TRIBUTARY,121140399,1,260301,2400,USD,2/
    03,1234567890,,010,+4350000,,,040,2830000,,/
    88,072,1020000,,,074,-500000/
    88,,,100,222500,3,S,100000,100000,22500/
    16,142,150000,V,260303,,BR77,CR88,HCCLAIMPMT TRN*1*0012345*1512345678\\
    16,115,70000,S,50000,20000,,BR78,/
    88,LOCKBOX 4711, NORTH / SOUTH
    88,/SECOND LINE/
    16,475,60000,Z,,CHECK 9/
    16,195,2500,D,2,0,1000,1,1500,WIRE1,,ORG:=PAYER/
    16,257,0,0,BR79,,RETURNED/
    49,8205000,11/
    03,555,/
    49,,2/
    98,8205000,2,15/
    02,TRIBUTARY,121140399,1,260301,,CAD,/
    03,777/
    16,399,900,1,,,MISC
    16,123,0/
    49,900,4/
    98,900,1,6/
    99,8205900,2,23/

    """

  /// The sample with one text replaced by another.
  static func with(_ old: String, _ new: String) -> String {
    text.replacing(old, with: new)
  }
}
