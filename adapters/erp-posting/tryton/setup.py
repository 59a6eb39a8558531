"""Sets up a Tryton database for journals: a company, its currency, fiscal years with open months, a chart of accounts,
cost centres, and a user who may post.

    setup.py CONFIGURATION DATABASE CHART CENTERS USER PASSWORD_FILE [YEAR…]

CHART is a CSV file with the columns code, name and account (ours, which says the kind), CENTERS one with code and name;
CONFIGURATION is that of trytond, whose tables exist already (trytond-admin -u account analytic_account). Only a
database without a company is set up.
"""
import csv
import datetime
import sys
from decimal import Decimal

from proteus import Model, Wizard, config

STATEMENTS = {
    "assets": {"statement": "balance", "assets": True},
    "liabilities": {"statement": "balance", "debt": True},
    "equity": {"statement": "balance"},
    "income": {"statement": "income", "revenue": True},
    "expenses": {"statement": "income", "expense": True},
}


def company(session, name, code):
    Company = Model.get("company.company")
    if Company.find():
        sys.exit("this database has a company already; nothing is changed")
    currency = Model.get("currency.currency")(name=code, code=code, symbol=code, digits=2, rounding=Decimal("0.01"))
    currency.save()
    party = Model.get("party.party")(name=name)
    party.save()
    wizard = Wizard("company.company.config")
    wizard.execute("company")
    wizard.form.party = party
    wizard.form.currency = currency
    wizard.execute("add")
    session._context = Model.get("res.user").get_preferences(True, {})
    return Company.find()[0]


def chart(path, owner):
    Type = Model.get("account.account.type")
    types = {}
    for kind, values in STATEMENTS.items():
        types[kind] = Type(name=kind.capitalize(), company=owner, **values)
        types[kind].save()
    Account = Model.get("account.account")
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            Account(code=row["code"], name=row["name"], type=types[row["account"].split(":")[0]], company=owner).save()


def cost_centers(path, owner):
    """Analytic accounts below one root: Tryton's way to say where income and expenses arose."""
    Account = Model.get("analytic_account.account")
    root = Account(name="Cost centres", type="root", company=owner, state="opened")
    root.save()
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            entry = Account(code=row["code"], name=row["name"], type="normal", company=owner, state="opened")
            entry.parent = root
            entry.root = root
            entry.save()


def fiscal_year(year, owner):
    SequenceType = Model.get("ir.sequence.type")
    move, = SequenceType.find([("name", "=", "Account Move")])
    sequence = Model.get("ir.sequence.strict")(name=f"Moves {year}", sequence_type=move, company=owner)
    sequence.prefix = f"{year}-"
    sequence.save()
    entry = Model.get("account.fiscalyear")(name=str(year), company=owner)
    entry.start_date = datetime.date(year, 1, 1)
    entry.end_date = datetime.date(year, 12, 31)
    entry.move_sequence = sequence
    entry.save()
    entry.click("create_period")


def user(login, password_file, owner):
    Group = Model.get("res.group")
    entry = Model.get("res.user")(name=login, login=login)
    with open(password_file) as file:
        entry.password = file.read().strip()
    entry.companies.append(Model.get("company.company")(owner.id))
    entry.company = owner
    for group in Group.find([("name", "in", ["Accounting", "Accounting Administration"])]):
        entry.groups.append(group)
    entry.save()


def main(configuration, database, chart_file, centers_file, login, password_file, *years):
    session = config.set_trytond(database, config_file=configuration)
    owner = company(session, "Clinic", "USD")
    chart(chart_file, owner)
    cost_centers(centers_file, owner)
    for year in years:
        fiscal_year(int(year), owner)
    user(login, password_file, owner)


if __name__ == "__main__":
    if len(sys.argv) < 7:
        sys.exit(__doc__)
    main(*sys.argv[1:])
