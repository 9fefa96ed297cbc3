"""Statements of the trade, written as banks write them."""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-06-30T20:00:00+02:00</CreDtTm></GrpHdr>
<Stmt><Id>{id}</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-06-30T20:00:00+02:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy><Nm>Main account</Nm></Acct>
{opening}{closing}{entries}</Stmt></BkToCstmrStmt></Document>"""
BALANCE = (
    '<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
    "<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
)
ENTRY = (
    '<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>'
    "<BookgDt><Dt>2026-06-30</Dt></BookgDt><ValDt><Dt>2026-06-30</Dt></ValDt>"
    "<AcctSvcrRef>R-{amount}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
)
DETAIL = (
    "<TxDtls><Refs><EndToEndId>E-{amount}</EndToEndId></Refs>"
    '<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    "<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>Invoice 4711</Ustrd></RmtInf></TxDtls>"
)


def entry(amount: str, mark: str = "CRDT", details: str = "", currency: str = "EUR", status: str = "BOOK") -> str:
    state = status if status != "v8" else "<Cd>BOOK</Cd>"
    return ENTRY.format(amount=amount, mark=mark, details=details, currency=currency, status=state)


def camt(
    opening: str | None, closing: str | None, *entries: str, version: str = "02", ident: str = "S-1", day: str = "30"
) -> str:
    def balance(code: str, amount: str | None) -> str:
        if amount is None:
            return ""
        mark = "DBIT" if amount.startswith("-") else "CRDT"
        return BALANCE.format(code=code, amount=amount.lstrip("-"), mark=mark, day=f"2026-06-{day}")

    return CAMT.format(
        version=version, id=ident, opening=balance("OPBD", opening), closing=balance("CLBD", closing),
        entries="".join(entries),
    )  # fmt: skip


def mt940(opening: str, closing: str, *lines: str, account: str = "37040044/532013000", number: str = "7/1") -> str:
    return "\r\n".join(
        [":20:STARTUMS", f":25:{account}", f":28C:{number}", f":60F:{opening}", *lines, f":62F:{closing}", "-", ""]
    )


BAI2 = """01,122099999,ACME,260630,0200,1,,,2/
02,ACME,122099999,1,260630,2359,USD,2/
03,987654321,USD,010,{opening},,,015,{closing},,/
88,100,10000,1,/
16,195,10000,V,260701,,BR1,CR1,WIRE FROM ZETA/
88,INVOICE 4711/
16,475,{debit},,,,CHECK 12/
49,{control},6/
98,{control},1,8/
99,{control},1,10/
"""


def bai2(opening: int = 50000, closing: int = 57500, debit: int = 2500, off: int = 0) -> str:
    control = opening + closing + 10000 + 10000 + debit + off
    return BAI2.format(opening=opening, closing=closing, debit=debit, control=control)
